package org.streamlistening.internal.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.answer.AnswerOptions;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.answer.AnswerWriter;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.internal.answer.AnswerSender.Surroundings;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.messages.NumberedMessage;

/** One answer that this server writes. For any thread. */
final class RunningAnswer implements AnswerWriter, AnswerSender.Outcomes {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final AnswerStreams streams;
    private final OpenAnswer answer;
    private final String failureReason;
    private final Executor threads;
    private final Consumer<RunningAnswer> onOver;
    private final AnswerState state;
    private final AnswerSender sender;

    /** Null after they ran. Guarded by this. */
    private @Nullable List<Runnable> cancels = new ArrayList<>();

    /**
     * @param sent the number of requests that its producer has sent
     * @param failureReason where the options have none
     */
    RunningAnswer(
            AnswerStreams streams,
            OpenAnswer answer,
            long sent,
            AnswerOptions options,
            String failureReason,
            Surroundings surroundings,
            Consumer<RunningAnswer> onOver) {
        this.streams = streams;
        this.answer = answer;
        String own = options.failureReason();
        this.failureReason = own == null ? failureReason : own;
        this.threads = surroundings.threads();
        this.onOver = onOver;
        this.state = new AnswerState(answer.stream(), options.maxBufferedChars());
        ProducerSequence first = new ProducerSequence(answer.producer(), 0, sent);
        this.sender = new AnswerSender(streams, state, answer.stream(), first, options.linger(), surroundings, this);
    }

    OpenAnswer answer() {
        return answer;
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

    /** Ends the answer because of another caller or server. Returns at once. */
    void stop() {
        if (state.end(AnswerOutcome.STOPPED, AnswerJson.STOPPED, null)) {
            sender.signal();
            runCancels();
        }
    }

    /** Ends the answer as failed. Returns at once. */
    void fail(@Nullable Throwable cause) {
        if (state.end(AnswerOutcome.FAILED, failed(), cause)) {
            sender.signal();
            runCancels();
        }
    }

    /** Another server ends the stream, or nothing can be sent any more. */
    void lose(AnswerOutcome how, Throwable cause) {
        sender.lose(how, cause);
    }

    /** Waits until the terminal message is stored, or will not be. */
    AnswerOutcome awaitEnd() {
        return state.awaitEnd();
    }

    @Override
    public void onStop(Runnable cancel) {
        synchronized (this) {
            if (cancels != null) {
                cancels.add(cancel);
                return;
            }
        }
        threads.execute(() -> run(cancel));
    }

    private void runCancels() {
        List<Runnable> all;
        synchronized (this) {
            all = cancels == null ? List.of() : cancels;
            cancels = null;
        }
        if (!all.isEmpty()) {
            threads.execute(() -> all.forEach(RunningAnswer::run));
        }
    }

    private static void run(Runnable cancel) {
        try {
            cancel.run();
        } catch (Throwable e) {
            SafeThrowables.log(LOG, System.Logger.Level.WARNING, "a task of AnswerWriter.onStop failed", e);
        }
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
        if (how == AnswerOutcome.TAKEN_OVER) {
            LOG.log(System.Logger.Level.WARNING, NumberedMessage.ANSWER_TAKEN_OVER.text(streamId()));
        } else {
            SafeThrowables.log(
                    LOG, System.Logger.Level.WARNING, NumberedMessage.ANSWER_NOT_WRITTEN.text(streamId()), cause);
        }
        runCancels();
    }
}
