package org.streamlistening.internal.answer.control;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.streamlistening.client.StreamClosedException;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamNotFoundException;

/**
 * Watches the logs of the other servers, and takes over the answers of one that is silent. {@link #look} is for one
 * thread at a time, the rest for any.
 */
final class ServerWatch {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final ControlStreams streams;
    private final ServerList servers;
    private final LogTakeOver takeOver;
    private final long silence;
    private final Map<String, ControlLog> watched = new ConcurrentHashMap<>();
    /** The logs of this server. */
    private final Set<String> ignored = ConcurrentHashMap.newKeySet();

    private long lastLook;
    private boolean looked;

    /** @param silence of a dead server, in nanoseconds */
    ServerWatch(ControlStreams streams, ServerList servers, LogTakeOver takeOver, long silence) {
        this.streams = streams;
        this.servers = servers;
        this.takeOver = takeOver;
        this.silence = silence;
    }

    /** The log of this name is one of this server. */
    void ignore(String server) {
        ignored.add(server);
    }

    /** This server no longer uses the log: if it is left, it is watched as any other. */
    void watch(String server) {
        ignored.remove(server);
    }

    /** Whether there is no other server with a log. */
    boolean isIdle() {
        return watched.isEmpty();
    }

    boolean isDue(long now, long period) {
        return !looked || now - lastLook >= period;
    }

    /** Reads all logs, and takes over what a dead server has left. */
    void look(long now) {
        Set<String> names = names();
        watched.keySet().retainAll(names);
        forEach(names, name -> {
            ControlLog log = log(name, now);
            log.read(now);
            if (log.isMissing() || log.isDead(silence)) {
                takeOver.takeOver(name, log, now);
                watched.remove(name);
            }
            return false;
        });
        lastLook = now;
        looked = true;
    }

    /**
     * Goes through the servers until the task returns true. A log that cannot be used hides no other one: its exception is
     * thrown after those.
     *
     * @return whether the task returned true
     */
    private static boolean forEach(Set<String> names, Predicate<String> task) {
        StreamException first = null;
        for (String name : names) {
            try {
                if (task.test(name)) {
                    return true;
                }
            } catch (StreamException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
        return false;
    }

    private ControlLog log(String name, long now) {
        return watched.computeIfAbsent(name, server -> new ControlLog(streams, servers.log(server), silence / 2, now));
    }

    /** Requests a stop of the answer in this stream. @return whether a server has it open */
    boolean stop(String stream, long now) {
        Set<String> names = names();
        if (stop(stream, names, now)) {
            return true;
        }
        // A log that was replaced meanwhile has no open answer, and the one that replaces it was not among these.
        Set<String> later = names();
        later.removeAll(names);
        return stop(stream, later, now);
    }

    private Set<String> names() {
        Set<String> names = servers.read();
        names.removeAll(ignored);
        return names;
    }

    private boolean stop(String stream, Set<String> names, long now) {
        return forEach(names, name -> {
            ControlLog log = log(name, now);
            log.read(now);
            Optional<OpenAnswer> answer = log.isMissing() ? Optional.empty() : log.find(stream);
            return answer.isPresent() && request(log, answer.get(), now);
        });
    }

    /** Returns whether the server of the log reads the request. */
    private boolean request(ControlLog log, OpenAnswer answer, long now) {
        try {
            streams.append(log.stream(), "[" + ControlRecord.stop(answer).json() + "]");
        } catch (StreamClosedException | StreamNotFoundException | StreamGoneException ended) {
            LOG.log(System.Logger.Level.DEBUG, "the server of an answer has ended", ended);
            return false;
        }
        // If the log was retired meanwhile, perhaps before the record, another one has the answer.
        log.read(now);
        return log.isStopped(answer);
    }
}
