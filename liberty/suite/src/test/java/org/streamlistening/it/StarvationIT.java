package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** Many sessions, each waiting for its own stream, on the server's default executor: 4 threads on WildFly with 2 cores. */
@ExtendWith(ArquillianExtension.class)
class StarvationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SESSIONS = 300;
    private static final int ROUNDS = 5;
    private static final long MESSAGE_MILLIS = 2_000;
    private static final long TASK_MILLIS = 1_000;

    private final Browser bystander = new Browser(Deployments.uri("crowd"));

    @Deployment(testable = false)
    static WebArchive application() {
        return Deployments.application("crowd.war", """
                        durable-streams.embedded.enabled=true
                        durable-streams.embedded.access=all
                        """)
                .addClasses(Crowd.class, Crowd.Snapshot.class, OneOfMany.class, OneOfMany.Sent.class)
                .addClass(CrowdServlet.class);
    }

    private Crowd.Snapshot crowd() {
        return bystander.look(Crowd.Snapshot.class);
    }

    @Test
    void waitingSessionsHoldUpNeitherEachOtherNorTasksNorRequests() {
        try (DurableStreamsClient streams = DurableStreamsClient.builder(
                        Deployments.uri("crowd").resolve("streams"))
                .transport(ClientTransport.JAVA_NET_HTTP)
                .build()) {
            IntStream.range(0, SESSIONS).forEach(number -> {
                streams.create("crowd/" + number, CreateOptions.json());
                new Browser(Deployments.uri("crowd")).call("listen", "stream", "crowd/" + number);
            });
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(crowd().live()).isEqualTo(SESSIONS));
            List<Long> tasks = new ArrayList<>();
            List<Long> requests = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> appendToAll(streams));
                int expected = round * SESSIONS;
                do {
                    tasks.add(Long.valueOf(bystander.call("task")));
                    requests.add(millisOfARequest());
                } while (!writing.isDone());
                writing.join();
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(crowd().delays()).hasSize(expected));
            }
            assertThat(crowd().delays()).as("delivered after").allMatch(millis -> millis < MESSAGE_MILLIS);
            assertThat(tasks).as("tasks started after").allMatch(millis -> millis < TASK_MILLIS);
            assertThat(requests).as("requests took").allMatch(millis -> millis < TASK_MILLIS);
        }
    }

    private static void appendToAll(DurableStreamsClient streams) {
        IntStream.range(0, SESSIONS)
                .forEach(number -> streams.append(
                        "crowd/" + number, StreamContent.json("{\"sentAt\":" + System.currentTimeMillis() + "}")));
    }

    private long millisOfARequest() {
        long begin = System.nanoTime();
        bystander.call("nothing");
        return (System.nanoTime() - begin) / 1_000_000;
    }
}
