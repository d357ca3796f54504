package org.streamlistening.internal.answer.control;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Begins and retires the logs of this server. For any number of threads: the used logs change under the lock only, in
 * which no request is sent but those for a new log.
 */
final class OwnLogs {

    private final ControlStreams streams;
    private final ServerList servers;
    private final ServerWatch watch;
    private final Surroundings surroundings;
    private final Supplier<OwnLog> newLogs;
    private final Runnable onBegin;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile UsedLogs used = UsedLogs.NONE;

    /**
     * @param newLogs logs that do not exist yet, each with a name of its own
     * @param onBegin is called when a log was begun
     */
    OwnLogs(
            ControlStreams streams,
            ServerList servers,
            ServerWatch watch,
            Surroundings surroundings,
            Supplier<OwnLog> newLogs,
            Runnable onBegin) {
        this.streams = streams;
        this.servers = servers;
        this.watch = watch;
        this.surroundings = surroundings;
        this.newLogs = newLogs;
        this.onBegin = onBegin;
    }

    UsedLogs used() {
        return used;
    }

    /** Whether a log is being begun, for which all threads wait that register an answer. */
    boolean isBeginning() {
        return lock.isLocked();
    }

    /** The log in which answers are registered, made if there is none. */
    OwnLog open() {
        return locked(() -> {
            OwnLog known = used.own();
            if (known != null) {
                return known;
            }
            OwnLog begun = begin();
            used = used.begun(begun);
            return begun;
        });
    }

    /** From now on, answers are registered in another log. */
    void replace() {
        var unused = locked(() -> {
            if (used.own() != null) {
                used = used.replaced(begin());
            }
            return used;
        });
    }

    private OwnLog begin() {
        OwnLog log = newLogs.get();
        watch.ignore(log.server());
        try {
            log.create(surroundings.now());
            servers.add(log.server());
        } catch (RuntimeException | Error e) {
            // It may be in the list nevertheless, and is removed as that of a dead server then.
            watch.watch(log.server());
            throw e;
        }
        log.follow();
        onBegin.run();
        return log;
    }

    /** Another server has closed the log. */
    void lost(OwnLog log) {
        forget(log);
        watch.watch(log.server());
    }

    private void forget(OwnLog log) {
        var unused = locked(() -> used = used.without(log));
    }

    /**
     * Closes a log of which no answer is open, or none counts, which ends following, too; and deletes it. If this fails, it
     * can be repeated.
     */
    void retire(OwnLog log) {
        streams.closeIfThere(log.stream());
        forget(log);
        delete(log);
    }

    /** As {@link #retire}, if no answer is open at the moment at which the log is no longer used. */
    void retireIdle(OwnLog log, OwnAnswers answers) {
        boolean idle = locked(() -> {
            boolean none = answers.size() == 0;
            used = none ? used.without(log) : used;
            return none;
        });
        if (idle) {
            // If this fails, the log is that of a dead server, for this one, too.
            watch.watch(log.server());
            streams.closeIfThere(log.stream());
            delete(log);
        }
    }

    /** If this fails, a server that watches does the rest. */
    private void delete(OwnLog log) {
        watch.watch(log.server());
        servers.remove(log.server());
        streams.deleteIfThere(log.stream());
    }

    private <T> T locked(Supplier<T> change) {
        lock.lock();
        try {
            return change.get();
        } finally {
            lock.unlock();
        }
    }
}
