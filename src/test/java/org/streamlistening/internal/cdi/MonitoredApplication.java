package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.metrics.MetricsSnapshot;
import org.streamlistening.metrics.StreamMetrics;
import org.streamlistening.support.Application;

/** An application with an embedded server in memory and one consumer. */
public final class MonitoredApplication implements AutoCloseable {

    private static final BlockingQueue<Integer> RECEIVED = new LinkedBlockingQueue<>();

    private final Map<String, String> configuration = new HashMap<>(
            Map.of("durable-streams.embedded.enabled", "true", "durable-streams.consumer.audit.stream", "numbers"));
    private final Application application;

    @ApplicationScoped
    static class Audit {

        void onNumber(@Observes @StreamConsuming("audit") Integer number) {
            RECEIVED.add(number);
            if (number == 13) {
                throw new IllegalArgumentException("a secret");
            }
        }
    }

    /** @param more configuration */
    public MonitoredApplication(Map<String, String> more, Class<?>... beans) {
        RECEIVED.clear();
        configuration.putAll(more);
        configuration.forEach(System::setProperty);
        List<Class<?>> all = new ArrayList<>(List.of(beans));
        all.add(Audit.class);
        application = new Application(all.toArray(Class<?>[]::new));
        client().create("numbers", CreateOptions.json());
    }

    Application application() {
        return application;
    }

    DurableStreamsClient client() {
        return application.container().select(DurableStreamsClient.class).get();
    }

    MetricsSnapshot snapshot() {
        return application.container().select(StreamMetrics.class).get().getSnapshot();
    }

    void append(int number) {
        client().append("numbers", StreamContent.json("" + number));
    }

    void awaitReceived(int number) throws InterruptedException {
        Integer next = RECEIVED.poll(20, TimeUnit.SECONDS);
        if (next == null || next != number) {
            throw new AssertionError("expected " + number + ", got " + next);
        }
    }

    @Override
    public void close() {
        application.close();
        configuration.keySet().forEach(System::clearProperty);
    }

    /** For a test that loads this class in a class path of its own. */
    public static void deliverOneMessage() throws Exception {
        try (MonitoredApplication monitored = new MonitoredApplication(Map.of())) {
            monitored.append(1);
            monitored.awaitReceived(1);
            if (monitored.snapshot().getServer() == null) {
                throw new AssertionError("the server is missing");
            }
        }
    }
}
