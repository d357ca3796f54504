package org.streamlistening.internal.deliver;

import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamPosition;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.internal.messages.NumberedMessage;

/** The listener or consumer that delivers on the calling thread. One per application. For any thread. */
public final class CurrentDelivery {

    // One per application, not static: two applications on one server must not meet.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable DeliveringSource> current = new ThreadLocal<>();

    /** Runs the task as a delivery of this source on the calling thread. */
    public void with(DeliveringSource source, Runnable task) {
        // An observer may call another listener, whose observers then run inside of this call.
        DeliveringSource outer = current.get();
        current.set(source);
        try {
            task.run();
        } finally {
            if (outer == null) {
                current.remove();
            } else {
                current.set(outer);
            }
        }
    }

    /**
     * The position behind the message that is delivered on the calling thread.
     *
     * @throws IllegalStateException if nothing is delivered there
     */
    public StreamPosition position() {
        return source("listener or consumer").deliveringPosition();
    }

    /**
     * The listener that delivers on the calling thread.
     *
     * @throws IllegalStateException if none does
     */
    public StreamListener listener() {
        return as(StreamListener.class);
    }

    /**
     * The consumer that delivers on the calling thread.
     *
     * @throws IllegalStateException if none does
     */
    public StreamConsumer consumer() {
        return as(StreamConsumer.class);
    }

    private <T> T as(Class<T> type) {
        DeliveringSource source = source(type.getSimpleName());
        if (!type.isInstance(source)) {
            String other = source instanceof StreamListener ? "StreamListener" : "StreamConsumer";
            throw new IllegalStateException(NumberedMessage.NO_DELIVERY.text(
                    type.getSimpleName() + ", but a " + other + ",", "use @Delivering " + other + " there"));
        }
        return type.cast(source);
    }

    private DeliveringSource source(String wanted) {
        DeliveringSource source = current.get();
        if (source == null) {
            throw new IllegalStateException(NumberedMessage.NO_DELIVERY.text(
                    wanted, "use @Delivering for parameters of stream observers only"));
        }
        return source;
    }
}
