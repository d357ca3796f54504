package org.streamlistening.internal.answer.control;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.streamlistening.Offset;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.internal.consume.log.MessagePage;

/** The log of another server, as far as this one has read it. Thread-safe, guarded by itself while it reads. */
final class ControlLog {

    private final ControlStreams streams;
    private final String stream;
    private final Map<String, OpenAnswer> open = new LinkedHashMap<>();
    /** The producers of answers that were requested to stop while they were open here. */
    private final Set<String> stopped = new HashSet<>();

    private Offset end = Offset.BEGINNING;
    private boolean closed;
    private boolean missing;
    private boolean retired;

    private final long longestStep;
    private long lastRead;

    /** How long there was no sign of life while this server read regularly, by its own clock. */
    private long silent;

    /**
     * @param longestStep what counts of the time between two reads: after an outage, or after this server was frozen, the
     *     other one gets time for a sign of life
     */
    ControlLog(ControlStreams streams, String stream, long longestStep, long now) {
        this.streams = streams;
        this.stream = stream;
        this.longestStep = longestStep;
        this.lastRead = now;
    }

    String stream() {
        return stream;
    }

    /** Reads what is new. */
    synchronized void read(long now) {
        if (closed || missing) {
            return;
        }
        try {
            var unused = streams.read(stream, end, page -> {
                add(page, now);
                return false;
            });
        } catch (StreamNotFoundException | StreamGoneException deleted) {
            missing = true;
        }
    }

    private void add(MessagePage page, long now) {
        silent += Math.max(0, Math.min(now - lastRead, longestStep));
        lastRead = now;
        page.messages().forEach(message -> ControlRecord.parse(message).ifPresent(this::add));
        end = page.next();
        closed = page.closed();
    }

    private void add(ControlRecord record) {
        switch (record.kind()) {
            case OPENED -> {
                if (!retired) {
                    open.put(record.answer().producer(), record.answer());
                }
            }
            case ENDED -> open.remove(record.answer().producer());
            case RETIRED -> {
                retired = true;
                open.clear();
            }
            case ALIVE -> {}
            case STOP -> {
                if (open.containsKey(record.answer().producer())) {
                    stopped.add(record.answer().producer());
                }
                // Any server requests it: it is no sign of life of this one.
                return;
            }
        }
        silent = 0;
    }

    synchronized boolean isMissing() {
        return missing;
    }

    /** Whether the server cannot register answers any longer, or has been silent for this long. */
    synchronized boolean isDead(long silence) {
        return closed || silent >= silence;
    }

    synchronized List<OpenAnswer> open() {
        return List.copyOf(open.values());
    }

    /** The answer has ended. */
    synchronized void forget(OpenAnswer answer) {
        open.remove(answer.producer());
    }

    /** The answer is the last one from now on. */
    synchronized void postpone(OpenAnswer answer) {
        if (open.remove(answer.producer(), answer)) {
            open.put(answer.producer(), answer);
        }
    }

    /** Whether the server reads a request to stop this answer: one that follows the end of the log does not count. */
    synchronized boolean isStopped(OpenAnswer answer) {
        return stopped.contains(answer.producer());
    }

    synchronized Optional<OpenAnswer> find(String answerStream) {
        return open.values().stream()
                .filter(answer -> answer.stream().equals(answerStream))
                .findFirst();
    }
}
