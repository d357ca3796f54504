package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** Two servers keep their streams in one PostgreSQL. One of them is killed. */
@Tag("crash")
class DatabaseStreamsLibertyIT {

    private static DurableStreamsClient client(LibertyNode node) {
        return DurableStreamsClient.builder(node.uri().resolve("streams"))
                .transport(ClientTransport.JAVA_NET_HTTP)
                .build();
    }

    @Test
    void eachServerHasTheStreamsOfTheOther() throws Exception {
        WebArchive application = Deployments.application("node.war", """
                        durable-streams.embedded.enabled=true
                        durable-streams.embedded.access=all
                        durable-streams.embedded.data-source=java:comp/DefaultDataSource
                        """).addClasses(TransferServlet.class);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                LibertyCluster servers = new LibertyCluster()) {
            servers.start("shared-streams", postgres.getPort(), application);
            LibertyNode one = servers.nodes().get(0);
            LibertyNode two = servers.nodes().get(1);
            try (DurableStreamsClient here = client(one);
                    DurableStreamsClient there = client(two)) {
                here.create("news", CreateOptions.defaults().contentType("text/plain"));
                there.append("news", StreamContent.text("a"));
                assertThat(text(one)).isEqualTo("a");
                List<Long> latencies = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    latencies.add(latency(one, there));
                }
                latencies.sort(null);
                System.out.printf(
                        "From an append at one server to a reader at the other: p50 %d ms, p99 %d ms%n",
                        latencies.get(50), latencies.get(98));
                assertThat(inTransaction(one, "rollback")).isEmpty();
                assertThat(inTransaction(one, "commit")).isEqualTo("tt");
                LibertyCluster.kill(one);
                there.append("news", StreamContent.text("b"));
                assertThat(text(two)).endsWith("b");
                servers.restart(one);
                assertThat(text(servers.nodes().get(0))).isEqualTo(text(two));
                assertThat(two.messages()).contains("LISTEN and NOTIFY of PostgreSQL");
            }
        }
    }

    /** What two appends in a transaction of the application have added after its end, which nobody sees before. */
    private static String inTransaction(LibertyNode node, String end) throws Exception {
        String before = text(node);
        Browser browser = new Browser(node.uri());
        CompletableFuture<String> transaction =
                CompletableFuture.supplyAsync(() -> browser.call("append", "stream", "news", "text", "t"));
        browser.call("await");
        assertThat(text(node)).isEqualTo(before);
        browser.call(end);
        transaction.get(30, TimeUnit.SECONDS);
        return text(node).substring(before.length());
    }

    private static String text(LibertyNode node) {
        return new Browser(node.uri()).get("streams/news");
    }

    /** Milliseconds from the request of an append to the response of a reader that waits at the other server. */
    private static long latency(LibertyNode reading, DurableStreamsClient writing) throws Exception {
        String next = writing.head("news").nextOffset().value();
        CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> {
            assertThat(new Browser(reading.uri()).get("streams/news?live=long-poll&offset=" + next))
                    .isEqualTo("x");
            return System.nanoTime();
        });
        TimeUnit.MILLISECONDS.sleep(20);
        long begin = System.nanoTime();
        writing.append("news", StreamContent.text("x"));
        return TimeUnit.NANOSECONDS.toMillis(reader.get(30, TimeUnit.SECONDS) - begin);
    }
}
