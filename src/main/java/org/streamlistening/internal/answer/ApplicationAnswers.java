package org.streamlistening.internal.answer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
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
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.internal.consume.log.StreamCheckpoints;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.runtime.AnswerSettings;
import org.streamlistening.internal.runtime.StreamRuntime;

/** The answers of one web application on this server, from its start to its stop. For any thread. */
public final class ApplicationAnswers implements AnswerWriters, AutoCloseable {

    private static final Duration LAST_WRITES = Duration.ofSeconds(5);

    /** A server that starts reads so many records of each other one at most. */
    static final int MAX_RECORDS = 5000;

    private final AnswerSettings settings;
    private final AnswerStreams streams;
    private final Surroundings surroundings;
    private final OpenAnswers open;
    private final TakeOver takeOver;
    private final AnswerControl control;
    private final Abandonment abandonment;
    private final Supplier<String> ids;
    private final AtomicBoolean started = new AtomicBoolean();

    public ApplicationAnswers(StreamRuntime runtime) {
        this(
                runtime.settings().answers(),
                new ClientAnswerStreams(runtime::client),
                new StreamCheckpoints(
                        runtime::client, runtime.settings().answers().prefix()),
                OpenAnswer::randomId,
                new Surroundings(
                        runtime.io(),
                        runtime.io(),
                        System::nanoTime,
                        runtime.settings().answers().retry(),
                        runtime.settings().answers().silence()),
                MAX_RECORDS);
    }

    /**
     * @param register has the list of servers
     * @param ids makes random names
     * @param maxRecords of one log
     */
    ApplicationAnswers(
            AnswerSettings settings,
            AnswerStreams streams,
            CheckpointStore register,
            Supplier<String> ids,
            Surroundings surroundings,
            int maxRecords) {
        this.settings = settings;
        this.streams = streams;
        this.ids = ids;
        this.surroundings = surroundings;
        this.takeOver = new TakeOver(streams, AnswerJson.failed(settings.failureReason()));
        this.open = new OpenAnswers(settings.maxOpen());
        ServerList servers = new ServerList(register, settings.prefix());
        this.control = new AnswerControl(streams, servers, takeOver, surroundings, ids, open, maxRecords);
        this.abandonment = new Abandonment(takeOver, surroundings);
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
        RunningAnswer running = add(OpenAnswer.of(StreamId.of(streamId).value(), ids), options);
        Throwable failure = null;
        try {
            control.registration().add(running);
            running.begin(beginStream(running.answer(), creation));
            if (!control.registration().confirm(running)) {
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
        if (creation.apply(started).isNew() || takeOver.isBegun(answer)) {
            return 0;
        }
        ProducerSequence first = new ProducerSequence(answer.producer(), 0, 0);
        streams.produce(answer.stream(), "[" + started + "]", first, false);
        return 1;
    }

    private RunningAnswer add(OpenAnswer answer, AnswerOptions options) {
        RunningAnswer running =
                new RunningAnswer(streams, answer, options, settings.failureReason(), surroundings, this::over);
        open.add(running);
        return running;
    }

    /** The application has started. Servers that have died before are noticed from now on. */
    public void start() {
        if (started.compareAndSet(false, true)) {
            control.start();
        }
    }

    private void over(RunningAnswer over) {
        open.remove(over);
        control.ended(over.answer());
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
        boolean found = open.find(StreamId.of(streamId).value())
                .map(RunningAnswer::stop)
                .orElseGet(() -> control.stop(streamId));
        return found ? StopResult.REQUESTED : StopResult.NOT_OPEN;
    }

    AnswerControl control() {
        return control;
    }

    /** Ends all answers as failed, and waits a few seconds until the server has that, while it still answers. */
    @Override
    public void close() {
        List<RunningAnswer> last = beginClose();
        long until = surroundings.now() + LAST_WRITES.toNanos();
        last.forEach(answer -> answer.awaitEnd(Duration.ofNanos(until - surroundings.now())));
        endClose();
    }

    /** No answer is begun any more, and all end as failed. */
    List<RunningAnswer> beginClose() {
        List<RunningAnswer> last = open.close();
        last.forEach(answer -> answer.fail(null));
        return last;
    }

    /** Nothing more is sent. Answers without a terminal message are left to another server. */
    void endClose() {
        control.close();
        open.all().forEach(answer -> answer.lose(AnswerOutcome.FAILED, StreamRuntime.notRunning()));
    }
}
