package org.streamlistening.testkit;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;

/**
 * Records the events of all listeners and consumers, and waits for them. It receives each event after the observers of
 * the application have: their effects are visible when a wait returns.
 *
 * <pre>{@code
 * EventProbe probe = application.probe();
 * Token first = probe.awaitNext(Token.class);
 * probe.ofConsumer("audit").await(Order.class, 3);
 * probe.awaitStatus(StreamStatus.LIVE);
 * }</pre>
 *
 * <p>It records every {@link StreamEvent}, and each message in every type that an observer of that listener or consumer
 * declares. A message that goes only to observers of a {@code List} is recorded within
 * {@link org.streamlistening.StreamData}.
 *
 * <p>A wait that is not over in time throws an {@link AssertionError} that shows what did arrive. The views of one probe
 * share the record; each has its own place for {@link #awaitNext}. Thread-safe.
 *
 * @since 0.1
 */
public final class EventProbe {

    /** How long a probe waits by default. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private final EventRecord record;
    private final Predicate<ReceivedEvent> selected;
    private final String selection;
    private final Duration timeout;

    // Guarded by this.
    private int next;

    EventProbe(EventRecord record) {
        this(record, event -> true, "", DEFAULT_TIMEOUT);
    }

    private EventProbe(EventRecord record, Predicate<ReceivedEvent> selected, String selection, Duration timeout) {
        this.record = record;
        this.selected = selected;
        this.selection = selection;
        this.timeout = timeout;
    }

    /** The events of the listener of this name: empty for the default one. */
    public EventProbe ofListener(String name) {
        return and(event -> !event.isOfConsumer() && event.source().equals(name), " of listener '" + name + "'");
    }

    /** The events of the consumer of this name. */
    public EventProbe ofConsumer(String name) {
        return and(event -> event.isOfConsumer() && event.source().equals(name), " of consumer '" + name + "'");
    }

    /** The events of the listener with this key, see {@link org.streamlistening.StreamListener#getSessionKey()}. */
    public EventProbe ofSession(String sessionKey) {
        return and(event -> event.sessionKey().equals(sessionKey), " of session key " + sessionKey);
    }

    /** The same events with another limit of each wait. */
    public EventProbe within(Duration limit) {
        return new EventProbe(record, selected, selection, limit);
    }

    private EventProbe and(Predicate<ReceivedEvent> further, String name) {
        return new EventProbe(record, selected.and(further), selection + name, timeout);
    }

    /** Waits for the next event of this type, behind the one that the last call on this probe returned. */
    public <T> T awaitNext(Class<T> type) {
        return awaitNext(type, event -> true);
    }

    /** Waits for the next event of this type that matches, behind the one that the last call on this probe returned. */
    public synchronized <T> T awaitNext(Class<T> type, Predicate<? super T> matches) {
        EventRecord.Found found = record.await(
                        next, 1, event -> isOne(event, type, matches), timeout, this::isSelected, name(type))
                .get(0);
        next = found.index() + 1;
        return type.cast(found.received().event());
    }

    /** Waits until there are this number of events of this type, and returns all of them from the beginning. */
    public <T> List<T> await(Class<T> type, int number) {
        return record
                .await(0, number, event -> isOne(event, type, any -> true), timeout, this::isSelected, name(type))
                .stream()
                .map(found -> type.cast(found.received().event()))
                .toList();
    }

    /** Waits until the last change of the status was to this one. */
    public void awaitStatus(StreamStatus status) {
        record.awaitLast(
                event -> isOne(event, StreamStatusChanged.class, any -> true),
                last -> ((StreamStatusChanged) last.event()).status() == status,
                timeout,
                this::isSelected,
                "status " + status + selection);
    }

    /** What has arrived of this type so far. Does not wait. */
    public <T> List<T> received(Class<T> type) {
        return received().stream()
                .map(ReceivedEvent::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Everything that has arrived so far, in order. Does not wait. */
    public List<ReceivedEvent> received() {
        return record.all().stream().filter(this::isSelected).toList();
    }

    /** Forgets what has arrived, for all views of this probe. */
    public void clear() {
        record.clear();
    }

    private boolean isSelected(ReceivedEvent event) {
        return selected.test(event);
    }

    private <T> boolean isOne(ReceivedEvent event, Class<T> type, Predicate<? super T> matches) {
        return isSelected(event) && type.isInstance(event.event()) && matches.test(type.cast(event.event()));
    }

    private String name(Class<?> type) {
        return type.getSimpleName() + selection;
    }
}
