package org.streamlistening.internal.failures;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamEvent;
import org.streamlistening.internal.threads.Timer;

/**
 * Logs the failures that end listeners, and the observers that throw, for one application. The first failure of each
 * reason is logged at once; those that follow within a time are one summary with their number. Each of them is logged
 * at DEBUG too.
 *
 * <p>Thread-safe. Summarises {@value #MAX_KINDS} reasons at a time; a failure of a further reason is one line without a
 * stack.
 */
public final class FailureLog {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** Listeners that give up for the same reason within this time after the first one are summarised. */
    private static final Duration GIVING_UP = Duration.ofSeconds(10);

    /** Observers that throw in the same way within this time after the first one are summarised. */
    private static final Duration THROWING = Duration.ofMinutes(1);

    private static final int MAX_KINDS = 100;

    private final Timer timer;

    // Guarded by this.
    private final Map<String, FailureSummary> kinds = new HashMap<>();

    /** @param timer runs the summaries */
    public FailureLog(Timer timer) {
        this.timer = timer;
    }

    /**
     * The listener or consumer that failed, and its stream.
     *
     * @param listener the key of its session and its name
     * @param subject the listener or consumer as the subject of a sentence
     */
    public record Source(String listener, String subject, String streamId) {

        public static Source of(String sessionKey, String name, String streamId) {
            return new Source(sessionKey + "/" + name, named(sessionKey, name), streamId);
        }
    }

    /** How a failure appears in the log. */
    private enum Entry {
        FIRST,
        REPEATED,
        BEYOND_LIMIT
    }

    /** A listener ends with a failure. */
    public void gaveUp(Source source, String message, Throwable cause) {
        String kind = FailureKind.of(cause, source.streamId());
        if (FailureKind.isThrown(cause) && isFirst(thrown(kind), source, cause)) {
            String text = source.subject() + " gave up: " + message;
            SafeThrowables.log(LOG, System.Logger.Level.WARNING, text, cause);
            add("gave up " + kind, GIVING_UP, source, summary -> gaveUp(summary, message));
            return;
        }
        Entry entry = add("gave up " + kind, GIVING_UP, source, summary -> gaveUp(summary, message));
        LOG.log(level(entry), "{0} gave up: {1}", source.subject(), message);
    }

    private static String gaveUp(FailureSummary summary, String message) {
        return summary.ofListeners("gave up", GIVING_UP) + ". The first message was: " + message;
    }

    /** A listener goes on at another offset of its stream, by its policy. */
    public void wentOn(Source source, String message, Throwable cause) {
        Entry entry = add(
                "went on " + FailureKind.of(cause, source.streamId()),
                GIVING_UP,
                source,
                summary -> summary.ofListeners("went on elsewhere", GIVING_UP) + ". The first message was: " + message);
        LOG.log(level(entry), "{0}", message);
    }

    /** A message could not be decoded, and its listener goes on. */
    public void undecodable(Source source, String message, Throwable cause) {
        // Without the cause: a decoder quotes the text that it could not read.
        Entry entry = add(
                FailureKind.of(cause, source.streamId()),
                THROWING,
                source,
                summary -> summary.ofObservers(THROWING) + ". The first message was: " + message);
        LOG.log(level(entry), "{0}", message);
    }

    /** An observer of an event threw, which changes nothing for the listener. */
    public void observerFailed(StreamEvent event, RuntimeException cause) {
        Source source = Source.of(event.sessionKey(), event.listener(), event.streamId());
        String type = event.getClass().getSimpleName();
        String stream = source.streamId().isEmpty() ? "" : ", stream '" + source.streamId() + "'";
        String message = "an observer of " + type + " failed (" + source.subject() + stream + ")";
        observerFailed(source, message, cause);
    }

    /** An observer threw. */
    public void observerFailed(Source source, String message, RuntimeException cause) {
        String kind = thrown(FailureKind.of(cause, source.streamId()));
        switch (add(kind, THROWING, source, summary(cause))) {
            case FIRST -> SafeThrowables.log(LOG, System.Logger.Level.WARNING, message, cause);
            case REPEATED -> SafeThrowables.log(LOG, System.Logger.Level.DEBUG, message, cause);
            case BEYOND_LIMIT -> LOG.log(System.Logger.Level.WARNING, "{0}: {1}", message, SafeThrowables.text(cause));
        }
    }

    private static String thrown(String kind) {
        return "thrown " + kind;
    }

    private static Function<FailureSummary, String> summary(Throwable cause) {
        // The text, not the exception, which may reference beans of the session.
        String first = SafeThrowables.text(cause);
        return summary -> summary.ofObservers(THROWING) + ". The first failure was: " + first;
    }

    /** A listener as the subject of a sentence. */
    public static String listenerNamed(String name) {
        return name.isEmpty() ? "the listener" : "listener '" + name + "'";
    }

    /**
     * A listener or consumer as the subject of a sentence.
     *
     * @param sessionKey empty for a consumer
     */
    public static String named(String sessionKey, String name) {
        return sessionKey.isEmpty() && !name.isEmpty() ? consumerNamed(name) : listenerNamed(name);
    }

    /** A consumer as the subject of a sentence. */
    public static String consumerNamed(String name) {
        return "consumer '" + name + "'";
    }

    private static System.Logger.Level level(Entry entry) {
        return entry == Entry.REPEATED ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
    }

    /** Whether this is the first failure of its kind; a repeated one is not counted. */
    private boolean isFirst(String kind, Source source, Throwable cause) {
        synchronized (this) {
            if (kinds.containsKey(kind)) {
                return false;
            }
        }
        return add(kind, THROWING, source, summary(cause)) == Entry.FIRST;
    }

    private Entry add(String kind, Duration within, Source source, Function<FailureSummary, String> text) {
        synchronized (this) {
            FailureSummary known = kinds.get(kind);
            if (known != null) {
                known.add(source);
                return Entry.REPEATED;
            }
            if (kinds.size() >= MAX_KINDS) {
                return Entry.BEYOND_LIMIT;
            }
            kinds.put(kind, new FailureSummary(source));
        }
        try {
            timer.after(within, () -> logSummary(kind, text));
        } catch (RuntimeException | Error e) {
            // A summary without an end would hide all later failures.
            remove(kind);
            LOG.log(System.Logger.Level.DEBUG, "failures cannot be summed up now", e);
        }
        return Entry.FIRST;
    }

    private synchronized @Nullable FailureSummary remove(String kind) {
        return kinds.remove(kind);
    }

    private void logSummary(String kind, Function<FailureSummary, String> text) {
        FailureSummary summary = remove(kind);
        if (summary != null && !summary.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "{0}", text.apply(summary));
        }
    }
}
