package org.streamlistening.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A reader that waits for the next bytes of a stream, without a thread (Protocol, section 5.7). */
final class LongPoll {

    private final Exchange exchange;
    private final DurableStream stream;
    private final long from;
    private final String cursor;
    private final PageAnswer answer;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicReference<ServerThreads.@Nullable Timeout> timeout = new AtomicReference<>();
    private final Runnable arrival = this::answer;

    LongPoll(Exchange exchange, DurableStream stream, long from, String cursor, PageAnswer answer) {
        this.exchange = exchange;
        this.stream = stream;
        this.from = from;
        this.cursor = cursor;
        this.answer = answer;
    }

    void start(ServerThreads threads, Duration patience) {
        // A bad offset is refused now, not when data arrives.
        stream.page(from, 1);
        exchange.later();
        timeout.set(threads.after(patience, this::expired));
        if (!stream.await(from, arrival)) {
            answer();
        }
    }

    private void expired() {
        stream.forget(arrival);
        answer();
    }

    /** Arrival and time-out may meet: the first one answers, with whatever there is by then. */
    private void answer() {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        ServerThreads.@Nullable Timeout pending = timeout.get();
        if (pending != null) {
            pending.cancel();
        }
        try {
            if (stream.isDropped()) {
                throw Refusal.notFound();
            }
            answer.arrived(stream, from, cursor);
        } catch (RuntimeException failure) {
            exchange.refuse(failure);
        }
    }
}
