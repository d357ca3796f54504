package org.streamlistening.client;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.Exchange.Question;
import org.streamlistening.client.Transport.Pending;

/** Asks for a reader, and opens the answer. */
final class Asking {

    private final Exchange exchange;
    private final ReaderConnection connection;
    private final ReadQuestions questions;
    private final ReadAnswers answers;
    private final LiveWay way;
    private final Duration requestSilence;
    private final Duration pollSilence;
    private final Duration eventSilence;
    private @Nullable Pending begun;

    Asking(
            Exchange exchange,
            ReaderConnection connection,
            ReadQuestions questions,
            ClientSettings settings,
            ReadOptions options,
            LiveWay way,
            MessageBudget.Share memory) {
        this.exchange = exchange;
        this.connection = connection;
        this.questions = questions;
        this.answers = new ReadAnswers(settings, memory, questions::slow);
        this.way = way;
        this.requestSilence = settings.requestTimeout();
        Duration timeout = options.timeout() == null ? settings.pollTimeout() : options.timeout();
        // The server should be the one who ends a poll: it then names the cursor, and the connection stays.
        Duration grace = Duration.ofSeconds(1).plus(timeout.dividedBy(6));
        this.pollSilence = timeout.plus(grace);
        // A server ends an event stream after about a minute: with the default of 30 s, before we do.
        this.eventSilence = timeout.multipliedBy(2).plus(grace);
    }

    Reading catchUp(StreamPosition from) throws IOException {
        Answer answer = exchange.ask(connection.with(requestSilence), questions.catchUp(from));
        boolean nothing = answer.header(Protocol.NEXT_OFFSET)
                .filter(from.offset().value()::equals)
                .isPresent();
        if (answer.status() == 200 && nothing) {
            questions.nothingAt(from.offset(), answer.header("ETag").orElse(null));
        }
        return page(answer, from);
    }

    /**
     * Asks the question that {@link #live} opens the answer to, and waits without a thread until some of it is there.
     *
     * @return false if there is nothing to wait for, or if it has to be waited for with a thread
     * @throws StreamException if there is no answer
     */
    boolean begin(StreamPosition from, Runnable then) {
        Pending pending = begun;
        if (pending == null) {
            pending = exchange.begin(connection.with(silence()), question(from));
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

    private Question question(StreamPosition from) {
        return way.isSse() ? questions.events(from) : questions.longPoll(from);
    }

    Reading live(StreamPosition from) throws IOException {
        Question question = question(from);
        Pending pending = begun;
        begun = null;
        Answer answer = pending == null
                ? exchange.ask(connection.with(silence()), question)
                : exchange.answered(connection.with(silence()), question, pending);
        if (!way.isSse()) {
            return page(answer, from);
        }
        if (ReadAnswers.isEvents(answer)) {
            return opened(answer, () -> answers.events(answer, from));
        }
        if (ReadAnswers.isEmpty(answer)) {
            return page(answer, from);
        }
        try {
            answer.requireWholeHead();
            if (answer.isForeign()) {
                throw new ForeignResponseException();
            }
        } finally {
            giveUp(answer);
        }
        if (way.refused()) {
            return live(from);
        }
        throw new UndecodableException("the server sent no event stream. Read with long-polls instead");
    }

    private Reading page(Answer answer, StreamPosition from) throws IOException {
        return opened(answer, () -> answers.page(answer, from));
    }

    private Reading opened(Answer answer, Opening opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException e) {
            giveUp(answer);
            throw e;
        }
    }

    private void giveUp(Answer answer) {
        // In this order: to close an answer politely may mean to read it to its end, which may be far away or never.
        connection.disconnect();
        answer.close();
    }

    private interface Opening {
        Reading open() throws IOException;
    }
}
