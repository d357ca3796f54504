package org.streamlistening.internal.serve;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.DurableStream;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.threads.ServerThreads;

/**
 * A reader that gets a stream as server-sent events, without a thread. It is sent as much as it takes: nothing waits in
 * a buffer for one that is slow, and one that takes nothing at all is cut off.
 *
 * <p>Guarded by itself: the container tells that it can write, the stream that there is something to write, and the
 * clock that it is time, each on a thread of its own.
 */
final class SseReader implements ResponseSink.Writer {

    private static final System.Logger LOG = System.getLogger(SseReader.class.getName());
    private static final byte[] NOTHING = {};
    private static final byte[] COMMENT = {':', '\n', '\n'};

    /** How often a connection is looked after before it ends. */
    private static final int TICKS = 4;

    private final ServerExchange exchange;
    private final DurableStream stream;
    private final SseEventWriter events;
    private final LiveReaderLimit readers;
    private final ServerThreads threads;
    private final Duration period;
    private final ResponseSink out;
    private final Runnable arrival = this::write;

    private int ticks;
    private boolean commentIsDue;
    private boolean unflushed;
    /** Open Liberty passes over the first flush of an answer, so there is another one. */
    private boolean flushAgain = true;

    private boolean blocked;
    private boolean progressed;
    /** Whether the response has begun, so that no error can be answered any more. */
    private boolean begun;

    private boolean ended;
    private volatile ServerThreads.@Nullable Timeout tick;
    /** Not guarded: whoever writes may be stuck in it, where the container blocks after all. */
    private volatile boolean writing;

    SseReader(
            ServerExchange exchange,
            DurableStream stream,
            SseEventWriter events,
            LiveReaderLimit readers,
            ServerThreads threads,
            Duration duration)
            throws IOException {
        this.exchange = exchange;
        this.stream = stream;
        this.events = events;
        this.readers = readers;
        this.threads = threads;
        this.period = duration.dividedBy(TICKS);
        this.out = exchange.response().sink();
    }

    void start() {
        exchange.request().later();
        // After that: where a request cannot wait, nobody would leave again.
        readers.enter();
        try {
            headers();
            synchronized (this) {
                // Readers that came together do not go together.
                tick = threads.after(threads.some(period), this::tick);
            }
            out.start(this);
        } catch (RuntimeException | Error unable) {
            giveUp();
            throw unable;
        }
    }

    /** No memory, no thread, or a container that cannot wait: the caller answers. */
    private synchronized void giveUp() {
        if (!ended) {
            release();
        }
    }

    private void headers() {
        exchange.setHeader("Content-Type", "text/event-stream");
        // Asks a widespread proxy not to collect events before it passes them on.
        exchange.setHeader("X-Accel-Buffering", "no");
        if (events.areEncoded()) {
            exchange.setHeader(ProtocolNames.SSE_DATA_ENCODING, "base64");
        }
    }

    /** On a thread of the container, which must not be kept. */
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
            while (!ended && isReady() && writeNext()) {
                progressed = true;
            }
        } catch (IOException clientIsGone) {
            onError(clientIsGone);
        } catch (RuntimeException | Error unreadable) {
            // Short of memory, say: some of an event may be missing, and what follows must not be taken for all of it.
            fail(unreadable);
        } finally {
            writing = false;
        }
    }

    private boolean isReady() {
        boolean ready = out.isReady();
        blocked = !ready;
        return ready;
    }

    /** @return whether there may be more to write now */
    private boolean writeNext() throws IOException {
        byte[] piece = nextPiece();
        if (piece.length > 0) {
            begin();
            out.write(piece);
            unflushed = true;
            return true;
        }
        if (unflushed) {
            unflushed = flushAgain;
            flushAgain = false;
            out.flush();
            return true;
        }
        if (isOver() || stream.isGone()) {
            end();
            return false;
        }
        return !stream.await(events.seen(), arrival);
    }

    private void begin() {
        if (!begun) {
            begun = true;
            exchange.begin(200);
        }
    }

    /** The stream cannot be read here: an error where the response has not begun, else its end. */
    private void fail(Throwable unreadable) {
        if (begun) {
            LOG.log(System.Logger.Level.WARNING, "server-sent events end, since the stream cannot be read", unreadable);
            end();
        } else {
            begun = true;
            release();
            exchange.refuse(unreadable);
        }
    }

    private byte[] nextPiece() throws IOException {
        if (!events.betweenEvents()) {
            return events.next();
        }
        if (commentIsDue) {
            commentIsDue = false;
            return COMMENT;
        }
        return isOver() ? NOTHING : events.next();
    }

    /** Told all there will ever be, or been here for long enough. */
    private boolean isOver() {
        return events.ended() || ticks >= TICKS;
    }

    /** A write that is stuck is the container's to end, and nobody waits for it here. */
    private void tick() {
        if (!writing) {
            lookAfter();
        } else if (!threads.isClosed()) {
            tick = threads.after(period, this::tick);
        }
    }

    /** Ends what has been there long enough, cuts off who takes nothing, and lets the others know that we are here. */
    private synchronized void lookAfter() {
        if (ended) {
            return;
        }
        if (threads.isClosed()) {
            end();
            return;
        }
        if (blocked && !progressed) {
            LOG.log(System.Logger.Level.DEBUG, "a reader of server-sent events takes nothing and is cut off");
            end();
            return;
        }
        ticks++;
        progressed = false;
        commentIsDue = ticks < TICKS && out.needsSignsOfLife();
        // Whoever is sent something this long may go on: it is its pace.
        tick = threads.after(period, this::tick);
        write();
    }

    @Override
    public synchronized void onError(Throwable failure) {
        LOG.log(System.Logger.Level.DEBUG, "a reader of server-sent events is gone", failure);
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
        ended = true;
        if (tick != null) {
            tick.cancel();
        }
        stream.forget(arrival);
        readers.leave();
    }
}
