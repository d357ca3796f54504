package org.streamlistening.internal.answer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.streamlistening.StreamPosition;
import org.streamlistening.answer.AnswerBody;
import org.streamlistening.answer.AnswerOptions;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.answer.AnswerWriter;
import org.streamlistening.answer.AnswerWriters;
import org.streamlistening.answer.StopResult;
import org.streamlistening.client.StreamId;
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.internal.answer.control.AnswerControl;
import org.streamlistening.internal.answer.control.OpenAnswer;
import org.streamlistening.internal.answer.control.ServerList;
import org.streamlistening.internal.answer.control.Surroundings;
import org.streamlistening.internal.consume.log.RegisterUse;
import org.streamlistening.internal.consume.log.StreamCheckpoints;
import org.streamlistening.internal.runtime.AnswerSettings;
import org.streamlistening.internal.runtime.StreamRuntime;

/** The answers of one web application on this server, from its start to its stop. For any thread. */
public final class ApplicationAnswers implements AnswerWriters, AutoCloseable {

    private static final Duration LAST_WRITES = Duration.ofSeconds(5);

    /** A server that starts reads so many records of each other one at most. */
    static final int MAX_RECORDS = 5000;

    /** What the register is used for. */
    static final RegisterUse SERVERS = new RegisterUse(
            "the list of servers that write answers", "choose another value of durable-streams.answers.prefix");

    private final AnswerSettings settings;
    private final AnswerStreams streams;
    private final Surroundings surroundings;
    private final OpenAnswers open;
    private final AnswerControl control;
    private final AnswerOpening opening;
    private final AtomicBoolean started = new AtomicBoolean();

    public ApplicationAnswers(StreamRuntime runtime) {
        this(
                runtime.settings().answers(),
                new ClientAnswerStreams(runtime::client),
                new StreamCheckpoints(
                        runtime::client, runtime.settings().answers().prefix(), SERVERS),
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
        this.surroundings = surroundings;
        this.open = new OpenAnswers(settings.maxOpen());
        TakeOver takeOver = new TakeOver(streams, AnswerJson.failed(settings.failureReason()));
        ServerList servers = new ServerList(register, settings.prefix());
        this.control = new AnswerControl(streams, servers, takeOver::end, surroundings, ids, open, maxRecords);
        Abandonment abandonment = new Abandonment(takeOver, surroundings);
        this.opening = new AnswerOpening(streams, open, control, takeOver, abandonment, ids, this::make);
    }

    private RunningAnswer make(OpenAnswer answer, AnswerOptions options) {
        return new RunningAnswer(streams, answer, options, settings.failureReason(), surroundings, this::over);
    }

    private void over(RunningAnswer over) {
        open.remove(over);
        control.ended(over.answer());
    }

    /** The application has started. Servers that have died before are noticed from now on. */
    public void start() {
        if (started.compareAndSet(false, true)) {
            control.start();
        }
    }

    @Override
    public AnswerWriter open(String streamId, AnswerOptions options) {
        return opening.open(streamId, options);
    }

    @Override
    public AnswerWriter fork(String streamId, String sourceId, StreamPosition at, AnswerOptions options) {
        return opening.fork(streamId, sourceId, at, options);
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
