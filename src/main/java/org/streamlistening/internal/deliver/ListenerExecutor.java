package org.streamlistening.internal.deliver;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;

/**
 * Submits the deliveries to one listener, and records whether its observers are slow. Deliveries start in the order of
 * submission; the caller submits the next one when the last one has ended. The {@link WorkerPool} guards the mutable
 * state.
 */
final class ListenerExecutor implements DeliveryExecutor {

    /** A longer delivery makes its listener a slow one. A delivery to a quick listener ends after a third of it. */
    static final Duration LONG = Duration.ofMillis(30);

    /** The number of consecutive quick deliveries after which a slow listener is quick again. */
    static final int QUICK_AGAIN = 10;

    private final String name;
    private final Consumer<Job> pool;
    private final LongSupplier nanos;
    private int missingQuickDeliveries;

    /** @param name of the listener, for the log */
    ListenerExecutor(String name, Consumer<Job> pool, LongSupplier nanos) {
        this.name = name;
        this.pool = pool;
        this.nanos = nanos;
    }

    /** One delivery that waits for a worker, or runs. */
    record Job(ListenerExecutor listener, String streamId, Runnable delivery, long submitted) {}

    @Override
    public void execute(String streamId, Runnable delivery) {
        pool.accept(new Job(this, streamId, delivery, nanos.getAsLong()));
    }

    String name() {
        return name;
    }

    boolean isSlow() {
        return missingQuickDeliveries > 0;
    }

    void markSlow() {
        missingQuickDeliveries = QUICK_AGAIN;
    }

    /** A delivery ended after this time. */
    void took(long duration) {
        if (duration > LONG.toNanos()) {
            markSlow();
        } else {
            missingQuickDeliveries = Math.max(0, missingQuickDeliveries - 1);
        }
    }
}
