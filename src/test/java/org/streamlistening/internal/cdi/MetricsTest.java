package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.bind.JsonbBuilder;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.metrics.ConsumerMetrics;
import org.streamlistening.metrics.ListenerMetrics;
import org.streamlistening.metrics.MetricsSnapshot;
import org.streamlistening.metrics.ServerMetrics.StoreState;
import org.streamlistening.metrics.StreamMetrics;
import org.streamlistening.support.Application;

/** The figures of an application with a listener, a consumer and an embedded server; on Weld. */
class MetricsTest {

    private final Map<String, String> configuration = new HashMap<>();
    private Application application;

    @TempDir
    Path store;

    @BeforeEach
    void start() {
        configuration.putAll(Map.of(
                "durable-streams.embedded.enabled", "true",
                "durable-streams.embedded.store", store.toString(),
                "durable-streams.consumer.audit.stream", "numbers",
                "durable-streams.consumer.audit.on-observer-failure", "dead-letter"));
        configuration.forEach(System::setProperty);
        application = new Application(View.class, Audit.class);
        client().create("numbers", CreateOptions.json());
    }

    @AfterEach
    void stop() {
        application.close();
        configuration.keySet().forEach(System::clearProperty);
    }

    @SessionScoped
    static class View implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        @StreamListening
        StreamListener stream;

        public StreamListener stream() {
            return stream;
        }

        void onNumber(@Observes @StreamListening Integer number) {}
    }

    @ApplicationScoped
    static class Audit {

        void onNumber(@Observes @StreamConsuming("audit") Integer number) {
            if (number == 13) {
                throw new IllegalArgumentException("unlucky");
            }
        }
    }

    private DurableStreamsClient client() {
        return application.container().select(DurableStreamsClient.class).get();
    }

    private void append(int number) {
        client().append("numbers", StreamContent.json("" + number));
    }

    private MetricsSnapshot snapshot() {
        return application.container().select(StreamMetrics.class).get().getSnapshot();
    }

    private ListenerMetrics listeners() {
        return snapshot().getListeners();
    }

    private void awaitStatus(StreamStatus status, int count) {
        await().untilAsserted(() -> assertThat(listeners().count(status)).isEqualTo(count));
    }

    private Application.Session listening() {
        Application.Session session = application.session();
        session.run(() -> session.bean(View.class).stream().listen("numbers"));
        return session;
    }

    @Test
    void countsTheListenersInEachStatusThroughTheirLives() throws Exception {
        Application.Session first = listening();
        Application.Session second = listening();
        awaitStatus(StreamStatus.LIVE, 2);
        assertThat(listeners().getActive()).isEqualTo(2);
        second.run(() -> second.bean(View.class).stream().stop());
        assertThat(listeners().getByStatus()).containsEntry("LIVE", 1).containsEntry("STOPPED", 1);
        first.passivate();
        first.run(() -> first.bean(View.class).stream().getStatus());
        awaitStatus(StreamStatus.LIVE, 1);
        assertThat(listeners().getTotal()).isEqualTo(2);
        client().close("numbers");
        awaitStatus(StreamStatus.COMPLETED, 1);
        first.invalidate();
        second.invalidate();
        assertThat(listeners().getTotal()).isZero();
    }

    @Test
    void countsMessagesOfASharedReadOnceAndDeliveriesForEachListener() {
        listening();
        listening();
        awaitStatus(StreamStatus.LIVE, 2);
        awaitConsumer(StreamStatus.LIVE);
        long before = snapshot().getDeliveries().getMessages();
        append(1_234);
        // Two listeners and the consumer.
        await().untilAsserted(
                        () -> assertThat(snapshot().getDeliveries().getMessages()).isEqualTo(before + 3));
        assertThat(snapshot().getReads().getMessages()).isEqualTo(1);
        assertThat(snapshot().getReads().getBytes()).isEqualTo(4);
        assertThat(snapshot().getReads().getShared()).isEqualTo(1);
        assertThat(snapshot().getReads().getOpen()).isEqualTo(1);
        assertThat(snapshot().getReads().getReconnects()).isZero();
        assertThat(snapshot().getDeliveries().getTotalDelay()).isPositive();
        assertThat(snapshot().getDeliveries().getRecent().getCount()).isEqualTo(3);
        assertThat(snapshot().getDeliveries().isStalled()).isFalse();
    }

    private ConsumerMetrics audit() {
        return snapshot().getConsumers().get(0);
    }

    private void awaitConsumer(StreamStatus status) {
        application
                .container()
                .select(StreamConsumer.class, StreamConsuming.Literal.of("audit"))
                .get()
                .getStatus();
        await().untilAsserted(() -> assertThat(audit().getStatus()).isEqualTo(status));
    }

    @Test
    void tellsTheStatusTheLagAndTheDeadLettersOfAConsumer() {
        awaitConsumer(StreamStatus.LIVE);
        assertThat(audit().getName()).isEqualTo("audit");
        assertThat(audit().getLag()).isEqualTo(Duration.ZERO);
        assertThat(audit().getDeadLetters()).isZero();
        append(13);
        await().untilAsserted(() -> assertThat(audit().getDeadLetters()).isEqualTo(1));
        assertThat(snapshot().getDeliveries().getFailures()).isPositive();
        assertThat(listeners().getTotal()).isZero();
    }

    @Test
    void countsWhatTheEmbeddedServerStores() {
        awaitConsumer(StreamStatus.LIVE);
        long before = snapshot().getServer().getAppends();
        long commits = snapshot().getServer().getCommits();
        append(1);
        assertThat(snapshot().getServer().getAppends()).isGreaterThan(before);
        assertThat(snapshot().getServer().getAppendedBytes()).isPositive();
        assertThat(snapshot().getServer().getCommits()).isGreaterThan(commits);
        assertThat(snapshot().getServer().getMeanCommit()).isBetween(1.0, 10.0);
        assertThat(snapshot().getServer().getLargestCommit()).isPositive();
        assertThat(snapshot().getServer().getStore()).isEqualTo(StoreState.WRITABLE);
        assertThat(snapshot().getServer().isDurable()).isTrue();
        await().untilAsserted(() ->
                assertThat(snapshot().getServer().getWaitingReaders()).isPositive());
    }

    @Test
    void canBeSentAsJsonWithoutStreamsAndSessions() throws Exception {
        listening();
        awaitStatus(StreamStatus.LIVE, 1);
        awaitConsumer(StreamStatus.LIVE);
        try (var jsonb = JsonbBuilder.create()) {
            assertThat(jsonb.toJson(snapshot()))
                    .contains("\"listeners\":{\"active\":1,\"byStatus\":{\"IDLE\":0")
                    .contains("{\"deadLetters\":0,\"lag\":\"PT0S\",\"name\":\"audit\",\"status\":\"LIVE\"}")
                    .contains("\"store\":\"WRITABLE\"")
                    .doesNotContain("numbers");
        }
    }

    @Test
    void hasTheNameStreamMetricsAndEndsWithTheApplication() {
        assertThat(application.container().getBeanManager().getBeans("streamMetrics"))
                .hasSize(1);
        StreamMetrics metrics = application.container().select(StreamMetrics.class).get();
        application.close();
        assertThatThrownBy(metrics::getSnapshot).isInstanceOf(IllegalStateException.class);
        application = new Application();
    }
}
