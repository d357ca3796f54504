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

/** Many sessions that wait for streams, on the default executor of the server (4 threads on WildFly with 2 cores). */
@ExtendWith(ArquillianExtension.class)
class StarvationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SESSIONS = 300;
    private static final int REPETITIONS = 5;
    private static final long MESSAGE_MILLIS = 2_000;
    private static final long TASK_MILLIS = 1_000;

    private final Browser otherSession = new Browser(Deployments.uri("starvation"));

    @Deployment(testable = false)
    static WebArchive application() {
        return Deployments.application("starvation.war", """
                        durable-streams.embedded.enabled=true
                        durable-streams.embedded.access=all
                        """)
                .addClasses(
                        SessionTotals.class,
                        SessionTotals.Snapshot.class,
                        CountedSession.class,
                        CountedSession.Sent.class)
                .addClass(SessionTotalsServlet.class);
    }

    private SessionTotals.Snapshot totals() {
        return otherSession.look(SessionTotals.Snapshot.class);
    }

    @Test
    void waitingSessionsDelayNeitherEachOtherNorTasksNorRequests() {
        try (DurableStreamsClient streams = DurableStreamsClient.builder(
                        Deployments.uri("starvation").resolve("streams"))
                .transport(ClientTransport.JAVA_NET_HTTP)
                .build()) {
            IntStream.range(0, SESSIONS).forEach(number -> {
                streams.create("starvation/" + number, CreateOptions.json());
                new Browser(Deployments.uri("starvation")).call("listen", "stream", "starvation/" + number);
            });
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(totals().live()).isEqualTo(SESSIONS));
            List<Long> tasks = new ArrayList<>();
            List<Long> requests = new ArrayList<>();
            for (int repetition = 1; repetition <= REPETITIONS; repetition++) {
                CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> appendToAll(streams));
                int expected = repetition * SESSIONS;
                do {
                    tasks.add(Long.valueOf(otherSession.call("task")));
                    requests.add(millisOfARequest());
                } while (!writing.isDone());
                writing.join();
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(totals().delays()).hasSize(expected));
            }
            assertThat(totals().delays()).as("delivered after").allMatch(millis -> millis < MESSAGE_MILLIS);
            assertThat(tasks).as("tasks started after").allMatch(millis -> millis < TASK_MILLIS);
            assertThat(requests).as("requests took").allMatch(millis -> millis < TASK_MILLIS);
        }
    }

    private static void appendToAll(DurableStreamsClient streams) {
        IntStream.range(0, SESSIONS)
                .forEach(number -> streams.append(
                        "starvation/" + number, StreamContent.json("{\"sentAt\":" + System.currentTimeMillis() + "}")));
    }

    private long millisOfARequest() {
        long begin = System.nanoTime();
        otherSession.call("nothing");
        return (System.nanoTime() - begin) / 1_000_000;
    }
}
