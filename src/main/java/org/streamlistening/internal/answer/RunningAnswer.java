package org.streamlistening.internal.answer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.answer.AnswerOptions;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.answer.AnswerWriter;
import org.streamlistening.internal.answer.control.OpenAnswer;
import org.streamlistening.internal.answer.control.RegisteredAnswer;
import org.streamlistening.internal.answer.control.Surroundings;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.messages.NumberedMessage;

/** One answer that this server writes. For any thread. */
final class RunningAnswer implements AnswerWriter, AnswerSender.Outcomes {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final AnswerStreams streams;
    private final OpenAnswer answer;
    private final RegisteredAnswer registered;
    private final String failureReason;
    private final StopTasks stopTasks;
    private final Consumer<RunningAnswer> onOver;
    private final AnswerState state;
    private final AnswerSender sender;

    private volatile boolean begun;

    /**
     * @param failureReason where the options have none
     */
    RunningAnswer(
            AnswerStreams streams,
            OpenAnswer answer,
            AnswerOptions options,
            String failureReason,
            Surroundings surroundings,
            Consumer<RunningAnswer> onOver) {
        this.streams = streams;
        this.answer = answer;
        this.registered = new RegisteredAnswer(answer, this::takenOver);
        String own = options.failureReason();
        this.failureReason = own == null ? failureReason : own;
        this.stopTasks = new StopTasks(surroundings);
        this.onOver = onOver;
        this.state = new AnswerState(answer.stream(), options.maxBufferedChars());
        this.sender = new AnswerSender(
                streams, state, answer.stream(), answer.producer(), options.linger(), surroundings, this);
    }

    OpenAnswer answer() {
        return answer;
    }

    RegisteredAnswer registered() {
        return registered;
    }

    /**
     * The stream is there.
     *
     * @param sent how many requests of the producer it has
     */
    void begin(int sent) {
        begun = true;
        sender.begin(sent);
    }

    @Override
    public String streamId() {
        return answer.stream();
    }

    @Override
    public void write(String delta) {
        for (int from = 0; from < delta.length(); ) {
            from += state.write(delta, from);
            sender.signal();
        }
    }

    @Override
    public void append(Object message) {
        state.append(streams.encode(message));
        sender.signal();
    }

    @Override
    public void flush() {
        long last = state.hurry();
        sender.signal();
        state.awaitStored(last);
    }

    @Override
    public AnswerOutcome done() {
        return end(AnswerOutcome.DONE, AnswerJson.DONE);
    }

    @Override
    public AnswerOutcome stopped() {
        return end(AnswerOutcome.STOPPED, AnswerJson.STOPPED);
    }

    @Override
    public AnswerOutcome failed(String reason) {
        return end(AnswerOutcome.FAILED, AnswerJson.failed(reason));
    }

    private AnswerOutcome end(AnswerOutcome how, String message) {
        if (state.end(how, message, null)) {
            sender.signal();
        }
        return state.awaitEnd();
    }

    /** Ends the answer because of another caller or server. Returns at once, whether the answer was open. */
    boolean stop() {
        boolean stopped = state.end(AnswerOutcome.STOPPED, AnswerJson.STOPPED, null);
        if (stopped) {
            sender.signal();
            stopTasks.run();
        }
        return stopped;
    }

    /** Ends the answer as failed. Returns at once. */
    void fail(@Nullable Throwable cause) {
        if (state.end(AnswerOutcome.FAILED, failed(), cause)) {
            sender.signal();
            stopTasks.run();
        }
    }

    /** Another server ends the stream. One that has not begun finds out itself. */
    private void takenOver(Throwable cause) {
        if (begun) {
            lose(AnswerOutcome.TAKEN_OVER, cause);
        }
    }

    /** Nothing can be sent any more. */
    void lose(AnswerOutcome how, Throwable cause) {
        sender.lose(how, cause);
    }

    /** Waits until the terminal message is stored, or will not be; at most for this span, and not if interrupted. */
    void awaitEnd(Duration atMost) {
        state.awaitEnd(atMost);
    }

    @Override
    public void onStop(Runnable cancel) {
        stopTasks.add(cancel);
    }

    @Override
    public Optional<AnswerOutcome> outcome() {
        return state.outcome();
    }

    @Override
    public void close() {
        if (state.end(AnswerOutcome.FAILED, failed(), null)) {
            sender.signal();
        }
        try {
            state.awaitEnd();
        } catch (CancellationException interrupted) {
            LOG.log(System.Logger.Level.DEBUG, "the end of an answer is sent in the background", interrupted);
        }
    }

    @Override
    public String failed() {
        return AnswerJson.failed(failureReason);
    }

    @Override
    public void over() {
        onOver.accept(this);
    }

    @Override
    public void endedByOthers(AnswerOutcome how, Throwable cause) {
        if (!begun) {
            LOG.log(System.Logger.Level.DEBUG, "an answer was not begun; its caller got the exception", cause);
        } else if (how == AnswerOutcome.TAKEN_OVER) {
            LOG.log(System.Logger.Level.WARNING, NumberedMessage.ANSWER_TAKEN_OVER.text(streamId()));
        } else {
            SafeThrowables.log(
                    LOG, System.Logger.Level.WARNING, NumberedMessage.ANSWER_NOT_WRITTEN.text(streamId()), cause);
        }
        stopTasks.run();
    }
}
