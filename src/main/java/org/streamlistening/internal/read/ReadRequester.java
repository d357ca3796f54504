package org.streamlistening.internal.read;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.ForeignResponseException;
import org.streamlistening.internal.http.MessageBudget;
import org.streamlistening.internal.http.RequestSender;
import org.streamlistening.internal.http.StreamRequest;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.Transport.PendingResponse;
import org.streamlistening.internal.http.UndecodableException;
import org.streamlistening.internal.protocol.ProtocolNames;

/** Asks for a reader, and opens the answer. */
final class ReadRequester {

    private final RequestSender sender;
    private final ReaderConnection connection;
    private final ReadRequests questions;
    private final ReadResponses answers;
    private final LiveModeSelector way;
    private final Duration requestSilence;
    private final Duration pollSilence;
    private final Duration eventSilence;
    private @Nullable PendingResponse begun;

    ReadRequester(
            RequestSender sender,
            ReaderConnection connection,
            ReadRequests questions,
            ClientSettings settings,
            ReadOptions options,
            LiveModeSelector way,
            MessageBudget.Share memory) {
        this.sender = sender;
        this.connection = connection;
        this.questions = questions;
        this.answers = new ReadResponses(settings, memory, questions::slow);
        this.way = way;
        this.requestSilence = settings.requestTimeout();
        Duration timeout = options.timeout() == null ? settings.pollTimeout() : options.timeout();
        // The server should be the one who ends a poll: it then names the cursor, and the connection stays.
        Duration grace = Duration.ofSeconds(1).plus(timeout.dividedBy(6));
        this.pollSilence = timeout.plus(grace);
        // A server ends an event stream after about a minute: with the default of 30 s, before we do.
        this.eventSilence = timeout.multipliedBy(2).plus(grace);
    }

    ResponsePartReader catchUp(StreamPosition from) throws IOException {
        StreamResponse response = sender.send(connection.with(requestSilence), questions.catchUp(from));
        boolean nothing = response.header(ProtocolNames.NEXT_OFFSET)
                .filter(from.offset().value()::equals)
                .isPresent();
        if (response.status() == 200 && nothing) {
            questions.nothingAt(from.offset(), response.header("ETag").orElse(null));
        }
        return page(response, from);
    }

    /**
     * Asks the question that {@link #live} opens the answer to, and waits without a thread until some of it is there.
     *
     * @return false if there is nothing to wait for, or if it has to be waited for with a thread
     * @throws org.streamlistening.client.StreamException if there is no answer
     */
    boolean begin(StreamPosition from, Runnable then) {
        PendingResponse pending = begun;
        if (pending == null) {
            pending = sender.sendAsync(connection.with(silence()), question(from));
            begun = pending;
        }
        return pending != null && pending.await(then);
    }

    /** Whether a question was asked and its answer not opened. */
    boolean hasBegun() {
        return begun != null;
    }

    /** The question that was asked is no longer the one to ask. */
    void startOver() {
        begun = null;
    }

    private Duration silence() {
        return way.isSse() ? eventSilence : pollSilence;
    }

    private StreamRequest question(StreamPosition from) {
        return way.isSse() ? questions.events(from) : questions.longPoll(from);
    }

    ResponsePartReader live(StreamPosition from) throws IOException {
        StreamRequest question = question(from);
        PendingResponse pending = begun;
        begun = null;
        StreamResponse response = pending == null
                ? sender.send(connection.with(silence()), question)
                : sender.awaitResponse(connection.with(silence()), question, pending);
        if (!way.isSse()) {
            return page(response, from);
        }
        if (ReadResponses.isEvents(response)) {
            return opened(response, () -> answers.events(response, from));
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
            giveUp(response);
        }
        if (way.refused()) {
            return live(from);
        }
        throw new UndecodableException("the server sent no event stream. Read with long-polls instead");
    }

    private ResponsePartReader page(StreamResponse response, StreamPosition from) throws IOException {
        return opened(response, () -> answers.page(response, from));
    }

    private ResponsePartReader opened(StreamResponse response, Opening opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException e) {
            giveUp(response);
            throw e;
        }
    }

    private void giveUp(StreamResponse response) {
        // In this order: to close an answer politely may mean to read it to its end, which may be far away or never.
        connection.disconnect();
        response.close();
    }

    private interface Opening {
        ResponsePartReader open() throws IOException;
    }
}
