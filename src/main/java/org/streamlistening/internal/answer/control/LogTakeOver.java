package org.streamlistening.internal.answer.control;

import java.util.function.Predicate;
import org.streamlistening.client.StreamException;

/**
 * Ends the answers in the log of a dead server, and removes the log. Each step can be repeated, by any server. For one
 * thread at a time.
 */
final class LogTakeOver {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final ControlStreams streams;
    private final ServerList servers;
    private final Predicate<OpenAnswer> ending;

    /**
     * @param ending ends an answer, unless it has ended; returns whether it did, and throws a retryable
     *     {@link StreamException} if that has to be tried again
     */
    LogTakeOver(ControlStreams streams, ServerList servers, Predicate<OpenAnswer> ending) {
        this.streams = streams;
        this.servers = servers;
        this.ending = ending;
    }

    /** @throws StreamException if that has to be repeated */
    void takeOver(String server, ControlLog log, long now) {
        if (!log.isMissing()) {
            // From here on that server registers nothing in it.
            streams.closeIfThere(log.stream());
            log.read(now);
            endAnswers(log);
        }
        servers.remove(server);
        streams.deleteIfThere(log.stream());
    }

    private void endAnswers(ControlLog log) {
        int ended = 0;
        try {
            for (OpenAnswer answer : log.open()) {
                ended += end(log, answer) ? 1 : 0;
            }
        } finally {
            if (ended > 0) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a server, or this one before its restart, ended in the middle of answers, which end as failed now."
                                + " Number of answers: {0}",
                        ended);
            }
        }
    }

    /** An answer that cannot be ended now follows all others in the next round, so that it holds up none of them. */
    private boolean end(ControlLog log, OpenAnswer answer) {
        try {
            boolean ended = ending.test(answer);
            log.forget(answer);
            return ended;
        } catch (RuntimeException e) {
            log.postpone(answer);
            throw e;
        }
    }
}
