package org.streamlistening.internal.serve.read;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.serve.exchange.ProtocolError;
import org.streamlistening.internal.serve.exchange.ServerExchange;
import org.streamlistening.internal.threads.ServerThreads;

/** A reader that waits for the next bytes of a stream, without a thread (Protocol, section 5.7). Guarded by itself. */
final class LongPollReader {

    private final ServerExchange exchange;
    private final ReadableStream stream;
    private final long from;
    private final String cursor;
    private final PageResponder responder;
    private final LiveReaderLimit readers;
    private final Runnable arrival = this::respond;

    private ServerThreads.@Nullable Timeout timeout;
    private boolean responded;

    LongPollReader(
            ServerExchange exchange,
            ReadableStream stream,
            long from,
            String cursor,
            PageResponder responder,
            LiveReaderLimit readers) {
        this.exchange = exchange;
        this.stream = stream;
        this.from = from;
        this.cursor = cursor;
        this.responder = responder;
        this.readers = readers;
    }

    void start(ServerThreads threads, Duration patience) {
        // Rejects a bad offset now, not when data arrives.
        if (!stream.content().page(from, 1).isEmpty()) {
            responder.sendLive(from, cursor);
            return;
        }
        exchange.request().respondLater();
        // After that call: if the request cannot wait, nothing would release it from the limit.
        readers.enter();
        try {
            register(threads, patience);
        } catch (RuntimeException | Error unable) {
            abort();
            throw unable;
        }
    }

    private void register(ServerThreads threads, Duration patience) {
        synchronized (this) {
            timeout = threads.after(patience, this::expired);
        }
        if (stream.addWaiter(from, arrival)) {
            exchange.request().onAbandoned(this::abandoned);
        } else {
            respond();
        }
    }

    /** For lack of memory, for example: the caller sends the error. */
    private void abort() {
        if (isFirst()) {
            stream.forget(arrival);
            readers.leave();
        }
    }

    private void expired() {
        stream.forget(arrival);
        respond();
    }

    private void abandoned() {
        if (isFirst()) {
            stream.forget(arrival);
            readers.leave();
            exchange.response().end();
        }
    }

    private void respond() {
        if (!isFirst()) {
            return;
        }
        readers.leave();
        try {
            if (stream.isGone()) {
                throw ProtocolError.notFound();
            }
            responder.sendLive(from, cursor);
        } catch (RuntimeException | Error failure) {
            // An Error too: no other thread would respond.
            exchange.fail(failure);
        }
    }

    /** Data and time-out can coincide: the first one responds, with the content at that time. */
    private synchronized boolean isFirst() {
        boolean first = !responded;
        responded = true;
        if (timeout != null) {
            timeout.cancel();
        }
        return first;
    }
}
