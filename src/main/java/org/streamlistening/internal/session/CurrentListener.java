package org.streamlistening.internal.session;

import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.messages.NumberedMessage;

/** The listener that delivers on the calling thread. */
public final class CurrentListener {

    // One per application, not static: two applications on one server must not meet.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable ListenerBean> current = new ThreadLocal<>();

    void with(ListenerBean listener, Runnable task) {
        // An observer may call another listener, whose observers then run inside of this call.
        ListenerBean outer = current.get();
        current.set(listener);
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

    public ListenerBean get() {
        ListenerBean listener = current.get();
        if (listener == null) {
            throw new IllegalStateException(NumberedMessage.NO_DELIVERY.text());
        }
        return listener;
    }
}
