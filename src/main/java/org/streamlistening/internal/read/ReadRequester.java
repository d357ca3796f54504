package org.streamlistening.internal.read;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.ForeignResponseException;
import org.streamlistening.internal.http.RequestSender;
import org.streamlistening.internal.http.StreamRequest;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.Transport.PendingResponse;
import org.streamlistening.internal.http.body.UndecodableException;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.read.response.ReadResponses;
import org.streamlistening.internal.read.response.ResponsePartReader;

/** Sends the requests of a reader, and opens the responses. For the thread that reads. */
final class ReadRequester {

    private final RequestSender sender;
    private final ReaderConnection connection;
    private final ReadRequestBuilder requests;
    private final ReadResponses responses;
    private final LiveModeSelector liveMode;
    private final Duration requestSilence;
    private final Duration pollSilence;
    private final Duration eventSilence;
    private @Nullable PendingResponse pendingLive;

    ReadRequester(
            RequestSender sender,
            ReaderConnection connection,
            ReadRequestBuilder requests,
            ReadResponses responses,
            ClientSettings settings,
            ReadOptions options,
            LiveModeSelector liveMode) {
        this.sender = sender;
        this.connection = connection;
        this.requests = requests;
        this.responses = responses;
        this.liveMode = liveMode;
        this.requestSilence = settings.requestTimeout();
        Duration timeout = options.timeout() == null ? settings.pollTimeout() : options.timeout();
        // The server should end a poll before the client does: its response has the cursor, and the connection stays
        // open.
        Duration grace = Duration.ofSeconds(1).plus(timeout.dividedBy(6));
        this.pollSilence = timeout.plus(grace);
        // A server ends an event stream after about a minute: with the default of 30 s, before the client does.
        this.eventSilence = timeout.multipliedBy(2).plus(grace);
    }

    ResponsePartReader catchUp(StreamPosition from) throws IOException {
        StreamResponse response = sender.send(connection.with(requestSilence), requests.catchUp(from));
        boolean unmoved = response.header(ProtocolNames.NEXT_OFFSET)
                .filter(from.offset().value()::equals)
                .isPresent();
        if (response.status() == 200 && unmoved) {
            requests.foundNothingAt(from.offset(), response.header("ETag").orElse(null));
        }
        return page(response, from);
    }

    /**
     * Sends a live request unless one is pending, and waits without a thread until its response begins. {@link #live}
     * opens that response.
     *
     * @return false if there is nothing to wait for, or if only a thread can wait for it
     * @throws org.streamlistening.client.StreamException if there is no response
     */
    boolean sendAsync(StreamPosition from, Runnable then) {
        PendingResponse pending = pendingLive;
        if (pending == null) {
            pending = sender.sendAsync(connection.with(silence()), liveRequest(from));
            pendingLive = pending;
        }
        return pending != null && pending.whenReady(then);
    }

    /** Whether a live request was sent whose response is not open yet. */
    boolean hasPending() {
        return pendingLive != null;
    }

    /** Forgets the pending request: the reader needs another one. */
    void forgetPending() {
        pendingLive = null;
    }

    private Duration silence() {
        return liveMode.isSse() ? eventSilence : pollSilence;
    }

    private StreamRequest liveRequest(StreamPosition from) {
        return liveMode.isSse() ? requests.events(from) : requests.longPoll(from);
    }

    ResponsePartReader live(StreamPosition from) throws IOException {
        StreamRequest request = liveRequest(from);
        PendingResponse pending = pendingLive;
        pendingLive = null;
        StreamResponse response = pending == null
                ? sender.send(connection.with(silence()), request)
                : sender.awaitResponse(connection.with(silence()), request, pending);
        if (!liveMode.isSse()) {
            return page(response, from);
        }
        if (ReadResponses.isEvents(response)) {
            return opened(response, () -> responses.events(response, from));
        }
        if (ReadResponses.isEmpty(response)) {
            return page(response, from);
        }
        try {
            response.requireCompleteHead();
            if (response.isForeign()) {
                throw new ForeignResponseException();
            }
        } finally {
            abandon(response);
        }
        if (liveMode.reject()) {
            return live(from);
        }
        throw new UndecodableException("the server sent no event stream. Read with long-polls instead");
    }

    private ResponsePartReader page(StreamResponse response, StreamPosition from) throws IOException {
        return opened(response, () -> responses.page(response, from));
    }

    private ResponsePartReader opened(StreamResponse response, Opening opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException e) {
            abandon(response);
            throw e;
        }
    }

    private void abandon(StreamResponse response) {
        // In this order: closing a response can mean to read it to its end, which may be far away.
        connection.disconnect();
        response.close();
    }

    private interface Opening {
        ResponsePartReader open() throws IOException;
    }
}
