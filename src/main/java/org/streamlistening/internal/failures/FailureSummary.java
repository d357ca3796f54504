package org.streamlistening.internal.failures;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.streamlistening.internal.failures.FailureLog.Source;
import org.streamlistening.internal.protocol.TimeText;

/** The failures that follow a logged one for the same reason. Not thread-safe. */
final class FailureSummary {

    /** The most streams that a summary names. */
    private static final int NAMED = 5;

    /** The most listeners that a summary counts exactly. */
    private static final int MAX_LISTENERS = 10_000;

    private final Source first;
    private final Set<String> listeners = new HashSet<>();
    private final Set<String> streams = new LinkedHashSet<>();
    private long count;

    FailureSummary(Source first) {
        this.first = first;
    }

    void add(Source next) {
        count++;
        if (listeners.size() < MAX_LISTENERS) {
            listeners.add(next.listener());
        }
        if (streams.size() <= NAMED) {
            streams.add(next.streamId());
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /**
     * The summary as one sentence.
     *
     * @param what the verb: what each listener did
     */
    String ofListeners(String what, Duration within) {
        int others = listeners.size() - (listeners.contains(first.listener()) ? 1 : 0);
        String begin = others == count
                ? many(count, "more listener") + " " + what
                : (others == 0 ? "the same listener " : listeners() + " ") + what + " " + many(count, "more time");
        return begin + " within " + TimeText.of(within) + " for the same reason, on " + streams();
    }

    /** The summary as one sentence about observers. */
    String ofObservers(Duration within) {
        return "observers failed " + many(count, "more time") + " within " + TimeText.of(within)
                + " in the same way, at " + listeners() + ", on " + streams();
    }

    private String listeners() {
        return (listeners.size() < MAX_LISTENERS ? "" : "at least ") + many(listeners.size(), "listener");
    }

    private String streams() {
        String named =
                streams.stream().limit(NAMED).map(stream -> "'" + stream + "'").collect(Collectors.joining(", "));
        return (streams.size() == 1 ? "stream " : "streams ") + named + (streams.size() > NAMED ? " and others" : "");
    }

    private static String many(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }
}
