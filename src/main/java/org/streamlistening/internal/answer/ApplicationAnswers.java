package org.streamlistening.internal.answer;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.streamlistening.StreamPosition;
import org.streamlistening.answer.AnswerBody;
import org.streamlistening.answer.AnswerOptions;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.answer.AnswerWriter;
import org.streamlistening.answer.AnswerWriters;
import org.streamlistening.answer.StopResult;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamCreated;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.answer.AnswerSender.Surroundings;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.runtime.AnswerSettings;
import org.streamlistening.internal.runtime.StreamRuntime;

/** The answers of one web application on this server, from its start to its stop. For any thread. */
public final class ApplicationAnswers implements AnswerWriters, AutoCloseable {

    private final AnswerSettings settings;
    private final AnswerStreams streams;
    private final Surroundings surroundings;
    private final Map<String, RunningAnswer> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public ApplicationAnswers(StreamRuntime runtime) {
        this(
                runtime.settings().answers(),
                new ClientAnswerStreams(runtime::client),
                new Surroundings(
                        runtime.io(),
                        runtime.io(),
                        System::nanoTime,
                        runtime.settings().answers().retry(),
                        runtime.settings().answers().silence()));
    }

    ApplicationAnswers(AnswerSettings settings, AnswerStreams streams, Surroundings surroundings) {
        this.settings = settings;
        this.streams = streams;
        this.surroundings = surroundings;
    }

    @Override
    public AnswerWriter open(String streamId, AnswerOptions options) {
        CreateOptions create = with(options, CreateOptions.json());
        return begin(
                streamId,
                options,
                started -> streams.createIfMissing(streamId, create.content(StreamContent.json("[" + started + "]"))));
    }

    @Override
    public AnswerWriter fork(String streamId, String sourceId, StreamPosition at, AnswerOptions options) {
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

    private AnswerWriter begin(String streamId, AnswerOptions options, Function<String, StreamCreated> creation) {
        OpenAnswer answer = new OpenAnswer(StreamId.of(streamId).value(), "answer-" + UUID.randomUUID());
        RunningAnswer running = add(answer, options);
        try {
            String started = AnswerJson.started(answer.producer());
            if (!creation.apply(started).isNew()) {
                streams.append(streamId, "[" + started + "]");
            }
        } catch (Throwable e) {
            remove(running);
            throw e;
        }
        return running;
    }

    private RunningAnswer add(OpenAnswer answer, AnswerOptions options) {
        if (closed) {
            throw StreamRuntime.notRunning();
        }
        if (open.size() >= settings.maxOpen()) {
            throw new IllegalStateException(NumberedMessage.TOO_MANY_ANSWERS.text(settings.maxOpen()));
        }
        RunningAnswer running = new RunningAnswer(
                streams, answer, 0, options, settings.failureReason(), surroundings, this::remove);
        if (open.putIfAbsent(answer.stream(), running) != null) {
            throw new IllegalStateException(NumberedMessage.ANSWER_IS_OPEN.text(answer.stream()));
        }
        return running;
    }

    private void remove(RunningAnswer over) {
        open.remove(over.streamId(), over);
    }

    @Override
    public <E extends Exception> AnswerOutcome write(String streamId, AnswerOptions options, AnswerBody<E> body)
            throws E {
        try (AnswerWriter writer = open(streamId, options)) {
            try {
                body.writeTo(writer);
                return writer.done();
            } catch (Exception e) {
                if (writer.outcome().filter(AnswerOutcome.STOPPED::equals).isPresent()) {
                    // The consequence of the stop, such as that of a cancelled call.
                    return AnswerOutcome.STOPPED;
                }
                throw e;
            }
        }
    }

    @Override
    public StopResult stop(String streamId) {
        RunningAnswer here = open.get(StreamId.of(streamId).value());
        if (here == null || here.outcome().isPresent()) {
            return StopResult.NOT_OPEN;
        }
        here.stop();
        return StopResult.REQUESTED;
    }

    /** Ends all answers as failed, and waits until the server has that, while it still answers. */
    @Override
    public void close() {
        closed = true;
        List<RunningAnswer> last = List.copyOf(open.values());
        last.forEach(answer -> answer.fail(null));
        for (RunningAnswer answer : last) {
            var unused = answer.awaitEnd();
        }
    }
}
