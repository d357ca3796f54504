package org.streamlistening.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamEvent;

/** What has arrived, in order. Thread-safe. */
final class EventRecord {

    /** The most events that a failure shows: the last ones. */
    private static final int SHOWN = 50;

    /** A longer wait ends after this time. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Supplier<String> statuses;

    // Guarded by this.
    private final List<ReceivedEvent> events = new ArrayList<>();

    /** The number of events that are not kept any more: places of views are not those of the list. */
    private int forgotten;

    /** @param statuses describes the listeners and consumers, for failures */
    EventRecord(Supplier<String> statuses) {
        this.statuses = statuses;
    }

    /** An event and its place: the number of events before it, with those that are forgotten. */
    record Found(int index, ReceivedEvent received) {}

    synchronized void add(String source, String sessionKey, Object event) {
        events.add(new ReceivedEvent(source, sessionKey, event));
        notifyAll();
    }

    synchronized List<ReceivedEvent> all() {
        return List.copyOf(events);
    }

    synchronized void clear() {
        forgotten += events.size();
        events.clear();
    }

    /**
     * Waits for this number of events that match, from a place on.
     *
     * @param shown which events a failure shows
     * @param what names the awaited events in a failure
     */
    List<Found> await(
            int from,
            int number,
            Predicate<ReceivedEvent> matches,
            Duration timeout,
            Predicate<ReceivedEvent> shown,
            String what) {
        List<Found> found = awaitFound(from, number, matches, timeout);
        if (found.size() < number) {
            String wanted = number == 1 ? "no " + what : found.size() + " instead of " + number + " " + what;
            throw failure(wanted, timeout, shown);
        }
        return found;
    }

    private synchronized List<Found> awaitFound(
            int from, int number, Predicate<ReceivedEvent> matches, Duration timeout) {
        long deadline = deadline(timeout);
        List<Found> found = find(from, matches);
        while (found.size() < number && await(deadline)) {
            found = find(from, matches);
        }
        return found;
    }

    private List<Found> find(int from, Predicate<ReceivedEvent> matches) {
        List<Found> found = new ArrayList<>();
        for (int i = Math.max(0, from - forgotten); i < events.size(); i++) {
            if (matches.test(events.get(i))) {
                found.add(new Found(forgotten + i, events.get(i)));
            }
        }
        return found;
    }

    /** Waits until the last event of a kind is as wanted. */
    void awaitLast(
            Predicate<ReceivedEvent> kind,
            Predicate<ReceivedEvent> wanted,
            Duration timeout,
            Predicate<ReceivedEvent> shown,
            String what) {
        if (!isLast(kind, wanted, timeout)) {
            throw failure("no " + what, timeout, shown);
        }
    }

    private synchronized boolean isLast(
            Predicate<ReceivedEvent> kind, Predicate<ReceivedEvent> wanted, Duration timeout) {
        long deadline = deadline(timeout);
        boolean is = isLast(kind, wanted);
        while (!is && await(deadline)) {
            is = isLast(kind, wanted);
        }
        return is;
    }

    private boolean isLast(Predicate<ReceivedEvent> kind, Predicate<ReceivedEvent> wanted) {
        List<Found> found = find(0, kind);
        return !found.isEmpty() && wanted.test(found.get(found.size() - 1).received());
    }

    private static long deadline(Duration timeout) {
        return System.nanoTime() + (timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST).toNanos();
    }

    /** @return false when the time is over, or the thread is interrupted, which it stays */
    private synchronized boolean await(long deadline) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private AssertionError failure(String wanted, Duration timeout, Predicate<ReceivedEvent> shown) {
        List<ReceivedEvent> arrived = all().stream().filter(shown).toList();
        int hidden = Math.max(0, arrived.size() - SHOWN);
        String events =
                arrived.stream().skip(hidden).map(ReceivedEvent::toString).collect(Collectors.joining("\n  "));
        AssertionError failure = new AssertionError(wanted + " within " + text(timeout) + ". Arrived: "
                + (arrived.isEmpty()
                        ? "nothing"
                        : arrived.size() + (hidden > 0 ? ", of which the last" : "") + "\n  " + events)
                + "\n" + statuses.get());
        Throwable cause = lastCause(arrived);
        return cause == null ? failure : (AssertionError) failure.initCause(cause);
    }

    /** The exception of the last event that has one: usually it is the reason. */
    private static @Nullable Throwable lastCause(List<ReceivedEvent> arrived) {
        for (int i = arrived.size() - 1; i >= 0; i--) {
            if (arrived.get(i).event() instanceof StreamEvent event && EventCauses.of(event) != null) {
                return EventCauses.of(event);
            }
        }
        return null;
    }

    private static String text(Duration timeout) {
        return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    }
}
