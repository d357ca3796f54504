package org.streamlistening.internal.answer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.threads.SerialTask;

/**
 * Registers the answers of this server in a log of its own, proves there that it lives, and watches the logs of the other
 * servers.
 *
 * <p>Turns run one at a time. {@code own} and {@code earlier} change under the lock only, in which no request is sent but
 * that for a new log.
 */
final class AnswerControl implements SerialTask.Work {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Duration TURN = Duration.ofSeconds(1);

    /** Then another log is begun, so that a server that starts reads little. */
    static final int MAX_RECORDS = 5000;

    private final AnswerStreams streams;
    private final ServerList servers;
    private final ServerWatch watch;
    private final Surroundings surroundings;
    private final Supplier<String> ids;
    private final Silence silence;
    private final Answers answers;
    private final SerialTask task;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<OpenAnswer> ended = new ConcurrentLinkedQueue<>();

    private volatile @Nullable OwnLog own;
    /** Replaced by {@link #own}, as soon as that has all open answers. */
    private volatile @Nullable OwnLog earlier;

    private volatile boolean closed;
    private boolean outage;
    private Runnable cancelNext = () -> {};

    /** The answers of this server. */
    interface Answers {

        /** Those that are not over, whether they are registered or not. */
        List<RunningAnswer> open();

        void stop(String producer);
    }

    /**
     * Time spans, in nanoseconds. The sum of the longest waits is shorter than the configured silence: for the log to be
     * found, for it to be silent, and for that to be noticed.
     */
    record Silence(long dead, long beat, long idle) {

        static Silence of(Duration configured) {
            long whole = configured.toNanos();
            return new Silence(whole / 2, whole / 8, whole / 4);
        }
    }

    AnswerControl(
            AnswerStreams streams,
            ServerList servers,
            TakeOver takeOver,
            Surroundings surroundings,
            Supplier<String> ids,
            Answers answers) {
        this.streams = streams;
        this.servers = servers;
        this.surroundings = surroundings;
        this.ids = ids;
        this.silence = Silence.of(surroundings.patience());
        this.watch = new ServerWatch(streams, servers, takeOver, silence.dead());
        this.answers = answers;
        this.task = new SerialTask(surroundings.threads(), surroundings.timer(), TURN, this);
    }

    private long now() {
        return surroundings.now();
    }

    void start() {
        task.signal();
    }

    /** Whether a log is being begun, for which all threads wait that register an answer. */
    boolean isBeginning() {
        return lock.isLocked();
    }

    /**
     * Registers an answer, so that another server ends it if this one dies. Blocks.
     *
     * @throws StreamException if it may not be registered
     */
    void register(RunningAnswer answer) {
        while (true) {
            OwnLog log = log();
            long sent = now();
            answer.registered(log.server(), sent);
            try {
                log.append(List.of(ControlRecord.opened(answer.answer())), sent);
                if (log.equals(own)) {
                    return;
                }
                // Another log has replaced it, perhaps without this answer.
            } catch (OwnLog.ClosedException e) {
                lost(log, e);
            }
        }
    }

    /**
     * The answer has begun. If that took long, another server may have looked for its stream before, in vain.
     *
     * @return whether the registration is valid
     */
    boolean confirm(RunningAnswer answer) {
        OwnLog log = own;
        if (log != null && now() - answer.registeredAt() >= silence.dead() / 2) {
            try {
                log.append(List.of(ControlRecord.ALIVE), now());
            } catch (OwnLog.ClosedException e) {
                lost(log, e);
            }
        }
        return isUsed(own, answer) || isUsed(earlier, answer);
    }

    private static boolean isUsed(@Nullable OwnLog log, RunningAnswer answer) {
        return log != null && log.server().equals(answer.registeredIn());
    }

    /** The log of this server, made if there is none. */
    private OwnLog log() {
        lock.lock();
        try {
            OwnLog known = own;
            if (known == null) {
                known = begin();
                own = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private OwnLog begin() {
        String server = ids.get();
        OwnLog log = new OwnLog(
                streams, server, servers.log(server), surroundings.threads(), surroundings.timer(), answers::stop);
        watch.ignore(server);
        try {
            log.create(now());
            servers.add(server);
        } catch (RuntimeException | Error e) {
            // It may be in the list nevertheless, and is removed as that of a dead server then.
            watch.watch(server);
            throw e;
        }
        log.follow();
        task.signal();
        return log;
    }

    /** The answer is over. */
    void ended(OpenAnswer answer) {
        if (own != null && !closed) {
            ended.add(answer);
            task.signal();
        }
    }

    /** Other servers consider this one dead, and end its answers. */
    private void lost(OwnLog log, Throwable cause) {
        lock.lock();
        try {
            own = log.equals(own) ? null : own;
            earlier = log.equals(earlier) ? null : earlier;
        } finally {
            lock.unlock();
        }
        log.end();
        watch.watch(log.server());
        answers.open().stream().filter(answer -> isUsed(log, answer)).forEach(answer -> answer.takenOver(cause));
    }

    /** Requests a stop of the answer in this stream, on another server. @return whether it is open */
    boolean stop(String stream) {
        return watch.stop(stream, now());
    }

    @Override
    public boolean step() {
        if (closed) {
            return false;
        }
        write();
        long now = now();
        long period = own == null && watch.isIdle() ? silence.idle() : silence.beat();
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

    private void write() {
        OwnLog log = own;
        if (log == null) {
            ended.clear();
            return;
        }
        try {
            writeEnded(log);
            beat(log);
        } catch (OwnLog.ClosedException e) {
            lost(log, e);
            return;
        }
        if (log.records() > MAX_RECORDS && earlier == null) {
            rotate();
        }
        OwnLog before = earlier;
        if (before != null) {
            moveFrom(before);
        } else if (answers.open().isEmpty() && ended.isEmpty() && now() - log.lastUsed() >= silence.dead()) {
            retireIdle(log);
        }
    }

    private void writeEnded(OwnLog log) {
        List<OpenAnswer> over = new ArrayList<>(ended);
        if (!over.isEmpty()) {
            log.append(over.stream().map(ControlRecord::ended).toList(), now());
            over.forEach(ended::remove);
        }
    }

    private void beat(OwnLog log) {
        if (now() - log.lastSent() >= silence.beat() / 2) {
            log.append(List.of(ControlRecord.ALIVE), now());
        }
    }

    /** From now on, answers are registered in another log. */
    private void rotate() {
        lock.lock();
        try {
            OwnLog full = own;
            if (full != null) {
                own = begin();
                earlier = full;
            }
        } finally {
            lock.unlock();
        }
    }

    private void moveFrom(OwnLog before) {
        OwnLog log = own;
        if (log == null) {
            return;
        }
        List<RunningAnswer> there = answers.open().stream()
                .filter(answer -> before.server().equals(answer.registeredIn()))
                .toList();
        try {
            beat(before);
        } catch (OwnLog.ClosedException e) {
            lost(before, e);
            return;
        }
        try {
            if (!there.isEmpty()) {
                long sent = now();
                log.append(
                        there.stream()
                                .map(answer -> ControlRecord.opened(answer.answer()))
                                .toList(),
                        sent);
                there.forEach(answer -> answer.registered(log.server(), sent));
            }
        } catch (OwnLog.ClosedException e) {
            lost(log, e);
            return;
        }
        lock.lock();
        try {
            earlier = null;
        } finally {
            lock.unlock();
        }
        retire(before);
    }

    private void retireIdle(OwnLog log) {
        lock.lock();
        try {
            if (!answers.open().isEmpty()) {
                return;
            }
            own = null;
        } finally {
            lock.unlock();
        }
        retire(log);
    }

    /** If this fails, a server that watches does the rest. */
    private void retire(OwnLog log) {
        log.end();
        watch.watch(log.server());
        streams.close(log.stream());
        servers.remove(log.server());
        streams.delete(log.stream());
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
    void close() {
        closed = true;
        Optional.ofNullable(own).ifPresent(OwnLog::end);
        Optional.ofNullable(earlier).ifPresent(OwnLog::end);
        try {
            if (answers.open().isEmpty()) {
                Optional.ofNullable(earlier).ifPresent(this::retire);
                Optional.ofNullable(own).ifPresent(this::retire);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the log of this server stays for another server", e);
        }
    }
}
