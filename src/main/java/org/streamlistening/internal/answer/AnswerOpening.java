package org.streamlistening.internal.answer;

import java.util.function.Function;
import java.util.function.Supplier;
import org.streamlistening.StreamPosition;
import org.streamlistening.answer.AnswerOptions;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamCreated;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.answer.control.AnswerControl;
import org.streamlistening.internal.answer.control.OpenAnswer;
import org.streamlistening.internal.messages.NumberedMessage;

/** Begins answers: registers each of them, and then begins its stream. For any thread, which may block. */
final class AnswerOpening {

    /** Makes an answer that nothing knows yet. */
    interface Factory {
        RunningAnswer make(OpenAnswer answer, AnswerOptions options);
    }

    private final AnswerStreams streams;
    private final OpenAnswers open;
    private final AnswerControl control;
    private final TakeOver takeOver;
    private final Abandonment abandonment;
    private final Supplier<String> ids;
    private final Factory factory;

    /** @param ids makes random names */
    AnswerOpening(
            AnswerStreams streams,
            OpenAnswers open,
            AnswerControl control,
            TakeOver takeOver,
            Abandonment abandonment,
            Supplier<String> ids,
            Factory factory) {
        this.streams = streams;
        this.open = open;
        this.control = control;
        this.takeOver = takeOver;
        this.abandonment = abandonment;
        this.ids = ids;
        this.factory = factory;
    }

    /** Begins an answer in a new stream, or in one that exists. */
    RunningAnswer open(String streamId, AnswerOptions options) {
        CreateOptions create = with(options, CreateOptions.json());
        return begin(
                streamId,
                options,
                started -> streams.createIfMissing(streamId, create.content(StreamContent.json("[" + started + "]"))));
    }

    /** Begins an answer in a new stream, which has what another one has before a position. */
    RunningAnswer fork(String streamId, String sourceId, StreamPosition at, AnswerOptions options) {
        AnswerFork fork = AnswerFork.of(streams, StreamId.of(sourceId), at);
        return begin(streamId, options, started -> {
            StreamCreated created = streams.create(streamId, with(options, fork.creation(started)));
            if (!created.isNew()) {
                throw new StreamConflictException("the stream '" + streamId + "' exists already", streamId);
            }
            return created;
        });
    }

    private static CreateOptions with(AnswerOptions options, CreateOptions create) {
        return options.ttl() == null ? create : create.ttl(options.ttl());
    }

    private RunningAnswer begin(String streamId, AnswerOptions options, Function<String, StreamCreated> creation) {
        OpenAnswer answer = OpenAnswer.of(StreamId.of(streamId).value(), ids);
        RunningAnswer running = factory.make(answer, options);
        open.add(running);
        Throwable failure = null;
        try {
            control.register(running.registered());
            running.begin(beginStream(answer, creation));
            if (!control.confirm(running.registered())) {
                throw new IllegalStateException(NumberedMessage.ANSWER_TAKEN_OVER.text(streamId));
            }
            return running;
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            if (failure != null) {
                abandonment.abandon(running, failure);
            }
        }
    }

    /** Returns how many requests of its producer the stream has. */
    private int beginStream(OpenAnswer answer, Function<String, StreamCreated> creation) {
        String started = AnswerJson.started(answer.producer());
        StreamCreated created = creation.apply(started);
        if (created.isNew() || (!created.closed() && takeOver.isBegun(answer))) {
            return 0;
        }
        ProducerSequence first = new ProducerSequence(answer.producer(), 0, 0);
        streams.produce(answer.stream(), "[" + started + "]", first, false);
        return 1;
    }
}
