package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** Observers that do not return block only their own sessions, also on the few executor threads of WildFly. */
@ExtendWith(ArquillianExtension.class)
class HangingObserversIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int HANGING = 12;
    private static final int MESSAGES = 20;
    private static final long MESSAGE_MILLIS = 2_000;
    private static final long TASK_MILLIS = 1_000;

    private final Browser otherSession = new Browser(Deployments.uri("hanging"));

    @Deployment(testable = false)
    static WebArchive application() {
        return Deployments.application("hanging.war", """
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

    @AfterEach
    void release() {
        otherSession.call("release");
    }

    private SessionTotals.Snapshot totals() {
        return otherSession.look(SessionTotals.Snapshot.class);
    }

    @Test
    void blockNeitherOtherSessionsNorTasksOfTheApplication() {
        try (DurableStreamsClient streams = DurableStreamsClient.builder(
                        Deployments.uri("hanging").resolve("streams"))
                .transport(ClientTransport.JAVA_NET_HTTP)
                .build()) {
            for (int i = 0; i < HANGING; i++) {
                streams.create("hanging/" + i, CreateOptions.json());
                streams.append("hanging/" + i, StreamContent.json("{\"sentAt\":-1}"));
                new Browser(Deployments.uri("hanging")).call("listen", "stream", "hanging/" + i);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(totals().hanging()).isEqualTo(HANGING));
            streams.create("quick", CreateOptions.json());
            new Browser(Deployments.uri("hanging")).call("listen", "stream", "quick");
            List<Long> tasks = new ArrayList<>();
            for (int i = 1; i <= MESSAGES; i++) {
                int expected = i;
                streams.append("quick", StreamContent.json("{\"sentAt\":" + System.currentTimeMillis() + "}"));
                tasks.add(Long.valueOf(otherSession.call("task")));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(totals().delays()).hasSize(expected));
            }
            assertThat(totals().delays()).as("delivered after").allMatch(millis -> millis < MESSAGE_MILLIS);
            assertThat(tasks).as("tasks started after").allMatch(millis -> millis < TASK_MILLIS);
        }
    }
}
