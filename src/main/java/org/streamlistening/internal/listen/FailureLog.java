package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamEvent;
import org.streamlistening.internal.threads.Timer;

/**
 * What the listeners of one application log of failures that end them, and of observers that throw: the first one of each
 * reason at once, those that follow within a time as one line with their number. Each of those is logged at DEBUG too.
 *
 * <p>Thread-safe. Sums up {@value #MAX_KINDS} reasons at a time; a failure of one more reason is one line without a stack.
 */
public final class FailureLog {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** Listeners that give up for the same reason within this time after the first one are summed up. */
    private static final Duration GIVING_UP = Duration.ofSeconds(10);

    /** Observers that throw in the same way within this time after the first one are summed up. */
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
     * Which listener failed, and on which stream.
     *
     * @param listener the key of its session and its name
     */
    record Source(String listener, String name, String streamId) {

        static Source of(SessionListener listener, String streamId) {
            return new Source(listener.sessionKey() + "/" + listener.name(), listener.name(), streamId);
        }

        static Source of(StreamEvent event) {
            return new Source(event.sessionKey() + "/" + event.listener(), event.listener(), event.streamId());
        }
    }

    /** What becomes of a failure in the log. */
    private enum Place {
        FIRST,
        REPEATED,
        NO_ROOM
    }

    /** A listener met a failure that is final. */
    void gaveUp(Source source, String message, Throwable cause) {
        String kind = FailureKind.of(cause, source.streamId());
        if (FailureKind.isThrown(cause) && opens(thrown(kind), source, cause)) {
            ThrownByApplication.log(
                    LOG, System.Logger.Level.WARNING, who(source.name()) + " gave up: " + message, cause);
            note("gave up " + kind, GIVING_UP, source, failureSummary -> gaveUp(failureSummary, message));
            return;
        }
        Place place = note("gave up " + kind, GIVING_UP, source, failureSummary -> gaveUp(failureSummary, message));
        LOG.log(level(place), "{0} gave up: {1}", who(source.name()), message);
    }

    private static String gaveUp(FailureSummary failureSummary, String message) {
        return failureSummary.ofListeners("gave up", GIVING_UP) + ". The first message was: " + message;
    }

    /** A listener goes on elsewhere in its stream, by its policy. */
    void wentOn(Source source, String message, Throwable cause) {
        Place place = note(
                "went on " + FailureKind.of(cause, source.streamId()),
                GIVING_UP,
                source,
                failureSummary -> failureSummary.ofListeners("went on elsewhere", GIVING_UP)
                        + ". The first message was: " + message);
        LOG.log(level(place), "{0}", message);
    }

    /** A message could not be decoded, and its listener goes on. */
    void undecodable(Source source, String message, Throwable cause) {
        // Not with its cause: a decoder quotes what it could not read.
        Place place = note(
                FailureKind.of(cause, source.streamId()),
                THROWING,
                source,
                failureSummary -> failureSummary.ofObservers(THROWING) + ". The first message was: " + message);
        LOG.log(level(place), "{0}", message);
    }

    /** An observer of an event threw, which changes nothing. */
    public void observerFailed(StreamEvent event, RuntimeException cause) {
        Source source = Source.of(event);
        String what = event.getClass().getSimpleName();
        String stream = source.streamId().isEmpty() ? "" : ", stream '" + source.streamId() + "'";
        observerFailed(source, "an observer of " + what + " failed (" + who(source.name()) + stream + ")", cause);
    }

    /** An observer threw. */
    void observerFailed(Source source, String message, RuntimeException cause) {
        String kind = thrown(FailureKind.of(cause, source.streamId()));
        switch (note(kind, THROWING, source, summary(cause))) {
            case FIRST -> ThrownByApplication.log(LOG, System.Logger.Level.WARNING, message, cause);
            case REPEATED -> ThrownByApplication.log(LOG, System.Logger.Level.DEBUG, message, cause);
            case NO_ROOM -> LOG.log(System.Logger.Level.WARNING, "{0}: {1}", message, ThrownByApplication.text(cause));
        }
    }

    private static String thrown(String kind) {
        return "thrown " + kind;
    }

    private static Function<FailureSummary, String> summary(Throwable cause) {
        // Not the exception itself, which may hold on to beans of the session.
        String first = ThrownByApplication.text(cause);
        return failureSummary -> failureSummary.ofObservers(THROWING) + ". The first failure was: " + first;
    }

    /** A listener as the subject of a sentence. */
    public static String who(String name) {
        return name.isEmpty() ? "the listener" : "listener '" + name + "'";
    }

    private static System.Logger.Level level(Place place) {
        return place == Place.REPEATED ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
    }

    /** Whether nothing of this kind was logged yet; one that was is not counted. */
    private boolean opens(String kind, Source source, Throwable cause) {
        synchronized (this) {
            if (kinds.containsKey(kind)) {
                return false;
            }
        }
        return note(kind, THROWING, source, summary(cause)) == Place.FIRST;
    }

    private Place note(String kind, Duration within, Source source, Function<FailureSummary, String> summary) {
        synchronized (this) {
            FailureSummary known = kinds.get(kind);
            if (known != null) {
                known.add(source);
                return Place.REPEATED;
            }
            if (kinds.size() >= MAX_KINDS) {
                return Place.NO_ROOM;
            }
            kinds.put(kind, new FailureSummary(source));
        }
        try {
            timer.after(within, () -> sumUp(kind, summary));
        } catch (RuntimeException | Error e) {
            // Without its end it would hide all that follow.
            remove(kind);
            LOG.log(System.Logger.Level.DEBUG, "failures cannot be summed up now", e);
        }
        return Place.FIRST;
    }

    private synchronized @Nullable FailureSummary remove(String kind) {
        return kinds.remove(kind);
    }

    private void sumUp(String kind, Function<FailureSummary, String> summary) {
        FailureSummary failureSummary = remove(kind);
        if (failureSummary != null && !failureSummary.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "{0}", summary.apply(failureSummary));
        }
    }
}
