package org.streamlistening.internal.answer.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.streamlistening.client.StreamException;

/**
 * Registers the answers of this server in a log of its own, and proves there that it lives. {@link #write} is for one thread
 * at a time, the rest for any.
 */
final class Registration {

    private final OwnLogs logs;
    private final OwnAnswers answers;
    private final Surroundings surroundings;
    private final Silence silence;
    private final int maxRecords;
    private final Queue<OpenAnswer> ended = new ConcurrentLinkedQueue<>();

    /** @param maxRecords of a log besides two for each open answer; then another one is begun: a server that starts reads little */
    Registration(OwnLogs logs, OwnAnswers answers, Surroundings surroundings, Silence silence, int maxRecords) {
        this.logs = logs;
        this.answers = answers;
        this.surroundings = surroundings;
        this.silence = silence;
        this.maxRecords = maxRecords;
    }

    /** Whether this server has a log. */
    boolean isUsed() {
        return logs.used().own() != null;
    }

    /**
     * Registers an answer, so that another server ends it if this one dies. Blocks.
     *
     * @throws StreamException if it may not be registered
     */
    void add(RegisteredAnswer answer) {
        while (true) {
            OwnLog log = logs.open();
            long sent = surroundings.now();
            answer.register(log, sent);
            try {
                log.append(List.of(ControlRecord.opened(answer.answer())), sent);
                if (log.equals(logs.used().own())) {
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
    boolean confirm(RegisteredAnswer answer) {
        OwnLog log = logs.used().own();
        if (log != null && surroundings.now() - answer.registeredAt() >= silence.dead() / 2) {
            try {
                log.append(List.of(ControlRecord.ALIVE), surroundings.now());
            } catch (OwnLog.ClosedException e) {
                lost(log, e);
            }
        }
        return logs.used().have(answer);
    }

    /** The answer is over, which the next turn writes. */
    void end(OpenAnswer answer) {
        ended.add(answer);
    }

    /** Other servers consider this one dead, and end its answers. */
    private void lost(OwnLog log, Throwable cause) {
        logs.lost(log);
        registeredIn(log).forEach(answer -> answer.takenOver(cause));
    }

    /** Those whose record in this log is the one that counts. */
    private List<RegisteredAnswer> registeredIn(OwnLog log) {
        return answers.registered().stream().filter(answer -> answer.isIn(log)).toList();
    }

    /** Writes what is due, and replaces a log that is full, or retires one that is useless. */
    void write() {
        OwnLog log = logs.used().own();
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
        if (isFull(log) && logs.used().earlier() == null) {
            logs.replace();
        }
        OwnLog earlier = logs.used().earlier();
        if (earlier != null) {
            moveFrom(earlier);
        } else if (answers.size() == 0 && ended.isEmpty() && surroundings.now() - log.lastUsed() >= silence.dead()) {
            logs.retireIdle(log, answers);
        }
    }

    /** The next log begins with a record of each open answer, and must not be full at once. */
    private boolean isFull(OwnLog log) {
        return log.records() > maxRecords + 2 * answers.size();
    }

    private void writeEnded(OwnLog log) {
        List<OpenAnswer> over = new ArrayList<>(ended);
        if (!over.isEmpty()) {
            log.append(over.stream().map(ControlRecord::ended).toList(), surroundings.now());
            over.forEach(ended::remove);
        }
    }

    private void beat(OwnLog log) {
        if (surroundings.now() - log.lastSent() >= silence.beat() / 2) {
            log.append(List.of(ControlRecord.ALIVE), surroundings.now());
        }
    }

    /** Registers all answers of a full log in the log that replaces it. */
    private void moveFrom(OwnLog full) {
        OwnLog log = logs.used().own();
        if (log == null) {
            return;
        }
        List<RegisteredAnswer> there = registeredIn(full);
        try {
            add(there, log);
        } catch (OwnLog.ClosedException e) {
            lost(log, e);
            return;
        }
        try {
            // Before it is closed, since other servers end the answers of a closed log.
            full.retire(surroundings.now());
            logs.retire(full);
        } catch (OwnLog.ClosedException e) {
            lost(full, e);
        }
    }

    private void add(List<RegisteredAnswer> several, OwnLog log) {
        if (several.isEmpty()) {
            return;
        }
        long sent = surroundings.now();
        log.append(
                several.stream()
                        .map(answer -> ControlRecord.opened(answer.answer()))
                        .toList(),
                sent);
        several.forEach(answer -> answer.register(log, sent));
    }

    /** Writes nothing more. Leaves the logs to another server if answers are not over. */
    void close() {
        UsedLogs last = logs.used();
        last.all().forEach(OwnLog::end);
        if (answers.size() == 0) {
            last.all().forEach(logs::retire);
        }
    }
}
