package org.streamlistening.internal.answer.control;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.threads.SerialTask;

/**
 * The turns in which this server proves that it lives, and looks at the other servers: one at a time, on a thread that may
 * be blocked. The rest is for any thread.
 */
public final class AnswerControl implements SerialTask.Work {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Duration TURN = Duration.ofSeconds(1);

    private final ServerWatch watch;
    private final OwnLogs logs;
    private final Registration registration;
    private final Surroundings surroundings;
    private final Silence silence;
    private final SerialTask task;

    private volatile boolean closed;

    // For turns only.
    private boolean outage;
    private Runnable cancelNext = () -> {};

    /**
     * @param ending ends an answer of a dead server, unless it has ended; returns whether it did, and throws a retryable
     *     {@link StreamException} if that has to be tried again
     * @param ids makes random names
     * @param maxRecords of one log
     */
    public AnswerControl(
            ControlStreams streams,
            ServerList servers,
            Predicate<OpenAnswer> ending,
            Surroundings surroundings,
            Supplier<String> ids,
            OwnAnswers answers,
            int maxRecords) {
        this.surroundings = surroundings;
        this.silence = Silence.of(surroundings.patience());
        LogTakeOver takeOver = new LogTakeOver(streams, servers, ending);
        this.watch = new ServerWatch(streams, servers, takeOver, silence.dead());
        this.task = new SerialTask(surroundings.threads(), surroundings.timer(), TURN, this);
        Supplier<OwnLog> newLogs = () -> {
            String server = ids.get();
            return new OwnLog(
                    streams, server, servers.log(server), surroundings.threads(), surroundings.timer(), answers::stop);
        };
        this.logs = new OwnLogs(streams, servers, watch, surroundings, newLogs, task::signal);
        this.registration = new Registration(logs, answers, surroundings, silence, maxRecords);
    }

    /**
     * Registers an answer, so that another server ends it if this one dies. Blocks.
     *
     * @throws StreamException if it may not be registered
     */
    public void register(RegisteredAnswer answer) {
        registration.add(answer);
    }

    /**
     * The answer has begun. If that took long, another server may have looked for its stream before, in vain.
     *
     * @return whether the registration is valid
     */
    public boolean confirm(RegisteredAnswer answer) {
        return registration.confirm(answer);
    }

    public void start() {
        task.signal();
    }

    /** Whether a log is being begun, for which all threads wait that register an answer. */
    public boolean isBeginning() {
        return logs.isBeginning();
    }

    /** The answer is over. */
    public void ended(OpenAnswer answer) {
        if (registration.isUsed() && !closed) {
            registration.end(answer);
            task.signal();
        }
    }

    /** Requests a stop of the answer in this stream, on another server. @return whether it is open */
    public boolean stop(String stream) {
        return watch.stop(stream, surroundings.now());
    }

    @Override
    public boolean step() {
        if (closed) {
            return false;
        }
        registration.write();
        long now = surroundings.now();
        long period = !registration.isUsed() && watch.isIdle() ? silence.idle() : silence.beat();
        if (watch.isDue(now, period)) {
            watch.look(now);
        }
        if (outage) {
            outage = false;
            LOG.log(System.Logger.Level.INFO, "the control streams of answers can be used again");
        }
        cancelNext.run();
        long next = Math.min(silence.beat(), period);
        cancelNext = surroundings.timer().after(Duration.ofNanos(next), task::signal);
        return false;
    }

    @Override
    public boolean failed(Throwable cause) {
        if (!closed && !outage) {
            outage = true;
            SafeThrowables.log(LOG, System.Logger.Level.WARNING, NumberedMessage.ANSWERS_NOT_WATCHED.text(), cause);
        }
        return !closed;
    }

    /** Leaves the logs to another server if answers are not over. */
    public void close() {
        closed = true;
        try {
            registration.close();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the log of this server stays for another server", e);
        }
    }
}
