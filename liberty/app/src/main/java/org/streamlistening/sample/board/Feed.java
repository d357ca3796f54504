package org.streamlistening.sample.board;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamNotFoundException;

/**
 * Writes the streams of the dashboard, for a minute at a time. Bounded: one run at a time for the whole application, and
 * a stream that has grown long is deleted and begins again.
 */
@ApplicationScoped
public class Feed {

    private static final System.Logger LOG = System.getLogger(Feed.class.getName());

    static final Duration RUN = Duration.ofMinutes(1);
    private static final int TICK_MILLIS = 200;
    private static final long MOST_MESSAGES = 20_000;
    private static final Duration KEPT = Duration.ofHours(1);

    /** The messages in each tick, by stream. */
    private static final Map<String, Integer> RATES = Map.of("orders", 2, "payments", 1, "visits", 4);

    @Inject
    DurableStreamsClient client;

    @Resource
    ManagedScheduledExecutorService scheduler;

    /** One run. */
    private record Run(long endsAt, Future<?> schedule) {}

    private final AtomicReference<@Nullable Run> current = new AtomicReference<>();
    private final AtomicReference<Map<String, Series>> written =
            new AtomicReference<>(Map.of("orders", Series.NONE, "payments", Series.NONE, "visits", Series.NONE));

    static String streamId(String name) {
        return "board/" + name;
    }

    /** Begins a run, unless there is one. */
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        RATES.keySet().forEach(this::prepare);
        long endsAt = System.currentTimeMillis() + RUN.toMillis();
        current.set(new Run(endsAt, scheduler.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS)));
    }

    @PreDestroy
    public synchronized void stop() {
        Run run = current.getAndSet(null);
        if (run != null) {
            run.schedule().cancel(false);
        }
    }

    public boolean isRunning() {
        return current.get() != null;
    }

    /** What was written to a stream, as of now. */
    Series written(String name, long now) {
        Series series = written.get().get(name);
        return series == null ? Series.NONE : series.at(now);
    }

    private void prepare(String name) {
        String id = streamId(name);
        if (written(name, 0).last() > MOST_MESSAGES) {
            try {
                client.delete(id);
            } catch (StreamNotFoundException gone) {
                // It has expired.
            }
            replace(name, Series.NONE);
        }
        client.createIfMissing(id, CreateOptions.json().ttl(KEPT));
    }

    /** Runs of this method never overlap. */
    private void tick() {
        Run run = current.get();
        if (run == null || System.currentTimeMillis() >= run.endsAt()) {
            stop();
            return;
        }
        RATES.forEach(this::write);
    }

    private void write(String name, int count) {
        long now = System.currentTimeMillis();
        Series series = written(name, now);
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Reading reading = new Reading(series.last() + 1, now);
            readings.add(reading);
            series = series.and(reading, now);
        }
        try {
            client.appendAll(streamId(name), readings);
            replace(name, series);
        } catch (StreamException e) {
            LOG.log(System.Logger.Level.WARNING, "The feed of the dashboard lost a message: {0}", e.getMessage());
        }
    }

    private void replace(String name, Series series) {
        written.updateAndGet(before -> {
            var after = new HashMap<>(before);
            after.put(name, series);
            return Map.copyOf(after);
        });
    }
}
