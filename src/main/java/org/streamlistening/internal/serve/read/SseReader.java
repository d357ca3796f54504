package org.streamlistening.internal.serve.read;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.serve.exchange.ResponseSink;
import org.streamlistening.internal.serve.exchange.ServerExchange;
import org.streamlistening.internal.threads.ServerThreads;

/**
 * A reader of server-sent events, without a thread. It gets as much as it reads: nothing is buffered for a slow reader,
 * and a reader that reads nothing is disconnected.
 *
 * <p>Guarded by itself: the threads of the container (ready to write), the stream (new content) and the timer call it.
 */
final class SseReader implements ResponseSink.Writer {

    private static final System.Logger LOG = System.getLogger(SseReader.class.getName());

    /** The number of checks of a connection before it ends. */
    static final int TICKS = 4;

    private final ServerExchange exchange;
    private final ReadableStream stream;
    private final SseEventWriter events;
    private final LiveReaderLimit readers;
    private final ServerThreads threads;
    private final Duration period;
    private final SseOutput output;
    private final Runnable arrival = this::write;

    private int ticks;
    /** Whether the response has started, so that an error can no longer be sent. */
    private boolean begun;

    private boolean ended;
    private volatile ServerThreads.@Nullable Timeout tick;
    /** Not guarded: the writing thread can be stuck in it, if the container blocks. */
    private volatile boolean writing;

    /** @param period the time between two checks */
    SseReader(
            ServerExchange exchange,
            ReadableStream stream,
            SseEventWriter events,
            LiveReaderLimit readers,
            ServerThreads threads,
            Duration period)
            throws IOException {
        this.exchange = exchange;
        this.stream = stream;
        this.events = events;
        this.readers = readers;
        this.threads = threads;
        this.period = period;
        this.output = new SseOutput(exchange.response().sink(), events);
    }

    void start() {
        exchange.request().respondLater();
        // After that call: if the request cannot wait, nothing would release it from the limit.
        readers.enter();
        try {
            synchronized (this) {
                // Spreads the ends of readers that started together.
                tick = threads.after(threads.jittered(period), this::tick);
            }
            output.start(this);
        } catch (RuntimeException | Error unable) {
            // Without memory, a thread, or a container that can wait. The caller sends the error.
            synchronized (this) {
                release();
            }
            throw unable;
        }
    }

    /** On a thread of the container, which must not block. */
    @Override
    public void onWritePossible() {
        if (threads.writesBlock()) {
            threads.wake(List.of(arrival));
        } else {
            write();
        }
    }

    private synchronized void write() {
        writing = true;
        try {
            boolean more = true;
            while (more && !ended && output.isReady()) {
                more = writeNext();
            }
        } catch (IOException clientIsGone) {
            onError(clientIsGone);
        } catch (RuntimeException | Error unreadable) {
            // For lack of memory, for example: part of an event may be missing, and the client must not take the
            // rest for the whole event.
            fail(unreadable);
        } finally {
            writing = false;
        }
    }

    /** @return whether there can be more to write now */
    private boolean writeNext() throws IOException {
        if (output.write(isOver(), this::begin)) {
            return true;
        }
        if (isOver() || stream.isGone()) {
            end();
            return false;
        }
        return !stream.addWaiter(events.seen(), arrival);
    }

    private void begin() {
        if (!begun) {
            begun = true;
            exchange.begin(200);
        }
    }

    /** The stream cannot be read: sends an error if the response has not started, else ends it. */
    private void fail(Throwable unreadable) {
        if (begun) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "server-sent events end because the stream cannot be read",
                    unreadable);
            end();
        } else {
            begun = true;
            release();
            exchange.fail(unreadable);
        }
    }

    /** Whether the whole closed stream was sent, or the maximum duration is over. */
    private boolean isOver() {
        return events.ended() || ticks >= TICKS;
    }

    /** The container ends a write that is stuck; this method does not wait for it. */
    private void tick() {
        if (!writing) {
            check();
        } else if (!threads.isClosed()) {
            tick = threads.after(period, this::tick);
        }
    }

    /** Ends the reader after its maximum duration or if it reads nothing; otherwise sends a comment. */
    private synchronized void check() {
        if (ended) {
            return;
        }
        boolean stuck = output.isStuck();
        if (stuck) {
            LOG.log(System.Logger.Level.DEBUG, "a reader of server-sent events reads nothing and is disconnected");
        }
        if (stuck || threads.isClosed()) {
            end();
            return;
        }
        ticks++;
        output.comment(ticks < TICKS);
        try {
            // A reader that reads slowly but steadily continues.
            tick = threads.after(period, this::tick);
        } catch (RuntimeException | Error unable) {
            // Without a check it would have no end.
            LOG.log(System.Logger.Level.DEBUG, "a reader of server-sent events ends for lack of a timer", unable);
            end();
            return;
        }
        write();
    }

    @Override
    public synchronized void onError(Throwable failure) {
        LOG.log(System.Logger.Level.DEBUG, "a reader of server-sent events has disconnected", failure);
        end();
    }

    private void end() {
        if (!ended) {
            begin();
            release();
            exchange.response().end();
        }
    }

    private void release() {
        if (ended) {
            return;
        }
        ended = true;
        if (tick != null) {
            tick.cancel();
        }
        stream.forget(arrival);
        readers.leave();
    }
}
