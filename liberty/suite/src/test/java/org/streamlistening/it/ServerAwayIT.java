package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.support.TcpProxy;

/** A listener whose stream server goes away and comes back at the same port. */
@ExtendWith(ArquillianExtension.class)
class ServerAwayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TcpProxy PROXY = new TcpProxy(Integer.getInteger("it.http.port"));

    private final String stream = "away/" + UUID.randomUUID();
    private Browser reader;
    private Browser writer;

    @Deployment(name = "far", order = 1, testable = false)
    static WebArchive server() {
        return Deployments.control("far.war", """
                durable-streams.embedded.enabled=true
                durable-streams.embedded.access=all
                """);
    }

    @Deployment(name = "away", order = 2, testable = false)
    static WebArchive application() {
        return Deployments.control("away.war", """
                durable-streams.url=http://localhost:%d/far/streams
                durable-streams.retry.max-delay=1s
                """.formatted(PROXY.port()));
    }

    @AfterAll
    static void closeProxy() {
        PROXY.close();
    }

    @BeforeEach
    void createStream() {
        URI application = Deployments.uri("away");
        reader = new Browser(application);
        writer = new Browser(application);
        writer.call("create", "stream", stream);
    }

    private static List<Integer> numbers(int to) {
        return IntStream.range(0, to).boxed().toList();
    }

    @Test
    void continuesWithoutLossOrDuplicatesWhenTheServerIsBack() {
        writer.call("append", "stream", stream, "from", 0, "to", 10);
        reader.call("listen", "stream", stream);
        await().atMost(PATIENCE).until(() -> reader.look().tokens().size() == 10);
        for (int outage = 1; outage <= 3; outage++) {
            PROXY.cut();
            await().atMost(PATIENCE).until(() -> reader.look().status().equals("RETRYING"));
            PROXY.mend();
            writer.call("append", "stream", stream, "from", 10 * outage, "to", 10 * (outage + 1));
            int expected = 10 * (outage + 1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(reader.look().tokens()).isEqualTo(numbers(expected)));
        }
        assertThat(reader.look().events())
                .startsWith("CONNECTING", "CATCHING_UP", "LIVE", "RETRYING")
                .filteredOn("RETRYING"::equals)
                .hasSize(3);
        await().atMost(PATIENCE).until(() -> reader.look().status().equals("LIVE"));
    }

    @Test
    void losesNothingOfALongResponseThatIsCutInTheMiddle() {
        for (int from = 0; from < 20_000; from += 2_000) {
            writer.call("append", "stream", stream, "from", from, "to", from + 2_000);
        }
        reader.call("listen", "stream", stream);
        for (int cut = 0; cut < 3; cut++) {
            int before = reader.look().tokens().size();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> reader.look().tokens().size() > before || before == 20_000);
            PROXY.cut();
            PROXY.mend();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(reader.look().tokens()).isEqualTo(numbers(20_000)));
    }

    @Test
    void startsWhenTheServerComesBack() {
        writer.call("append", "stream", stream, "from", 0, "to", 5);
        PROXY.cut();
        reader.call("listen", "stream", stream);
        await().atMost(PATIENCE).until(() -> reader.look().status().equals("RETRYING"));
        PROXY.mend();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(reader.look().tokens()).isEqualTo(numbers(5)));
        assertThat(reader.look().events()).containsExactly("CONNECTING", "RETRYING", "CATCHING_UP", "LIVE");
    }

    @Test
    void stopsWhileItRetries() {
        reader.call("listen", "stream", stream);
        await().atMost(PATIENCE).until(() -> reader.look().status().equals("LIVE"));
        PROXY.cut();
        await().atMost(PATIENCE).until(() -> reader.look().status().equals("RETRYING"));
        reader.call("stop");
        PROXY.mend();
        writer.call("append", "stream", stream, "from", 0, "to", 5);
        // Another session receives these messages, so they are available to this one.
        CompletableFuture<Void> received = CompletableFuture.runAsync(() -> {
            Browser other = new Browser(Deployments.uri("away"));
            other.call("listen", "stream", stream);
            await().atMost(PATIENCE).until(() -> other.look().tokens().size() == 5);
        });
        received.join();
        assertThat(reader.look().tokens()).isEmpty();
        assertThat(reader.look().status()).isEqualTo("STOPPED");
    }
}
