package org.streamlistening.internal.answer.control;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.streamlistening.Offset;
import org.streamlistening.client.StreamClosedException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.internal.consume.log.MessagePage;
import org.streamlistening.internal.threads.Timer;

/**
 * The log of this server: writes its records, and follows it for stops. Another server closes it before it ends the
 * answers in it, so a record that is stored is one that such a server reads.
 *
 * <p>For any number of threads; one at a time follows.
 */
final class OwnLog {

    /** The log was closed: other servers consider this one dead. */
    static final class ClosedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        ClosedException(Throwable cause) {
            super("the log of this server was closed by another one", cause);
        }
    }

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** After a response without records: a proxy may respond at once. */
    private static final Duration SHORT_PAUSE = Duration.ofMillis(50);

    private final ControlStreams streams;
    private final String server;
    private final String stream;
    private final Executor threads;
    private final Timer timer;
    private final Consumer<String> stops;

    private volatile long lastSent;
    private volatile long lastUsed;
    private final AtomicInteger records = new AtomicInteger();
    private volatile boolean ended;
    private volatile boolean retired;

    /** Written by the thread that follows. */
    private volatile Offset read = Offset.BEGINNING;

    /** @param stops receives the producer of each answer that is to be stopped */
    OwnLog(
            ControlStreams streams,
            String server,
            String stream,
            Executor threads,
            Timer timer,
            Consumer<String> stops) {
        this.streams = streams;
        this.server = server;
        this.stream = stream;
        this.threads = threads;
        this.timer = timer;
        this.stops = stops;
    }

    String server() {
        return server;
    }

    String stream() {
        return stream;
    }

    /** Creates it. */
    void create(long now) {
        streams.create(stream, "[" + ControlRecord.ALIVE.json() + "]");
        lastSent = now;
        lastUsed = now;
    }

    /** When an answer began or ended. */
    long lastUsed() {
        return lastUsed;
    }

    /** When the last record that is stored was sent. */
    long lastSent() {
        return lastSent;
    }

    /** How many records this server has written. */
    int records() {
        return records.get();
    }

    /**
     * Appends records.
     *
     * @param now before the request
     * @throws ClosedException if the log was closed
     */
    void append(Collection<ControlRecord> added, long now) {
        try {
            streams.append(stream, ControlRecord.json(added));
        } catch (StreamClosedException | StreamNotFoundException | StreamGoneException e) {
            throw new ClosedException(e);
        }
        lastSent = now;
        if (!added.contains(ControlRecord.ALIVE)) {
            lastUsed = now;
        }
        var unused = records.addAndGet(added.size());
    }

    /** Begins to follow. */
    void follow() {
        timer.executeOrRetry(threads, this::receive);
    }

    /** Ends following, at the latest with the response that is awaited. */
    void end() {
        ended = true;
    }

    /**
     * Another log has all its answers. Receives each stop that was appended before the record that says so; a later one
     * does not count. Can be repeated.
     *
     * @param now before the request
     * @throws ClosedException if the log was closed before that record, or is deleted
     */
    void retire(long now) {
        if (!retired) {
            append(List.of(ControlRecord.RETIRED), now);
            retired = true;
        }
        try {
            receiveAll();
        } catch (StreamNotFoundException | StreamGoneException e) {
            throw new ClosedException(e);
        }
    }

    private void receiveAll() {
        var unused = streams.read(stream, read, page -> {
            receive(page);
            return false;
        });
    }

    private void receive() {
        if (ended) {
            return;
        }
        try {
            MessagePage page = streams.await(stream, read);
            receive(page);
            read = page.next();
            if (page.closed()) {
                return;
            }
            if (page.messages().isEmpty()) {
                again(SHORT_PAUSE);
            } else {
                follow();
            }
        } catch (StreamNotFoundException | StreamGoneException deleted) {
            LOG.log(System.Logger.Level.DEBUG, "the log of this server is deleted", deleted);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.DEBUG, "the log of this server cannot be followed now", e);
            again(PAUSE);
        }
    }

    private void receive(MessagePage page) {
        for (String message : page.messages()) {
            ControlRecord.parse(message)
                    .filter(record -> record.kind() == ControlRecord.Kind.STOP)
                    .ifPresent(record -> stops.accept(record.answer().producer()));
        }
    }

    private void again(Duration pause) {
        if (!ended) {
            timer.executeAfter(pause, threads, this::receive);
        }
    }
}
