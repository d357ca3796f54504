package org.streamlistening;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.protocol.TimeText;

/**
 * How to listen to a stream. Immutable. A component that is null takes its value from the configuration: of the
 * listener with this name, else of all listeners.
 *
 * @param from the position to start at; null: that of this listener in that stream, else the beginning
 * @param timeout how long a long-poll waits for data; null: {@code durable-streams.timeout}, 30 s
 * @param live how to wait for new messages; null: {@code durable-streams.live}, {@link LiveMode#LONG_POLL}
 * @param onObserverFailure null: {@code durable-streams.on-observer-failure}, {@link ObserverFailurePolicy#RETRY}
 * @param onUndecodable null: {@code durable-streams.on-undecodable}, {@link UndecodablePolicy#STOP}
 * @param onHistoryGone null: {@code durable-streams.on-history-gone}, {@link HistoryGonePolicy#FAIL}
 * @param onMissing null: {@code durable-streams.on-missing}, {@link MissingStreamPolicy#FAIL}
 * @since 0.1
 */
public record ListenOptions(
        @Nullable StreamPosition from,
        @Nullable Duration timeout,
        @Nullable LiveMode live,
        @Nullable ObserverFailurePolicy onObserverFailure,
        @Nullable UndecodablePolicy onUndecodable,
        @Nullable HistoryGonePolicy onHistoryGone,
        @Nullable MissingStreamPolicy onMissing)
        implements Serializable {

    private static final ListenOptions DEFAULTS = new ListenOptions(null, null, null, null, null, null, null);

    /** @throws IllegalArgumentException if the time-out is not positive */
    public ListenOptions {
        if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
            throw new IllegalArgumentException("timeout must be positive, not " + TimeText.of(timeout));
        }
    }

    /**
     * From the offset of this listener in that stream, else from the beginning; everything else from the configuration.
     */
    public static ListenOptions defaults() {
        return DEFAULTS;
    }

    /** From the beginning of the stream, including messages that were delivered before. */
    public static ListenOptions fromBeginning() {
        return from(Offset.BEGINNING);
    }

    /** Only messages that are written from now on; one that was written up to a second before can arrive too. */
    public static ListenOptions fromNow() {
        return from(Offset.NOW);
    }

    /** From this offset, which must come from the same stream. */
    public static ListenOptions from(Offset offset) {
        return from(StreamPosition.at(offset));
    }

    /** From this position, which must come from the same stream: from the message after one that was delivered. */
    public static ListenOptions from(StreamPosition position) {
        return new ListenOptions(position, null, null, null, null, null, null);
    }

    /**
     * The same with another time-out for a long-poll. Keep it under one minute: proxies cut connections that are silent
     * for longer.
     *
     * @throws IllegalArgumentException if the time-out is not positive
     */
    public ListenOptions timeout(Duration longPoll) {
        return new ListenOptions(from, longPoll, live, onObserverFailure, onUndecodable, onHistoryGone, onMissing);
    }

    /** The same with another mode of waiting for new messages. */
    public ListenOptions live(LiveMode mode) {
        return new ListenOptions(from, timeout, mode, onObserverFailure, onUndecodable, onHistoryGone, onMissing);
    }

    /** The same with another policy for an observer that throws. */
    public ListenOptions onObserverFailure(ObserverFailurePolicy policy) {
        return new ListenOptions(from, timeout, live, policy, onUndecodable, onHistoryGone, onMissing);
    }

    /** The same with another policy for a message that cannot become the type that an observer observes. */
    public ListenOptions onUndecodable(UndecodablePolicy policy) {
        return new ListenOptions(from, timeout, live, onObserverFailure, policy, onHistoryGone, onMissing);
    }

    /** The same with another policy for an offset whose next messages the server no longer keeps. */
    public ListenOptions onHistoryGone(HistoryGonePolicy policy) {
        return new ListenOptions(from, timeout, live, onObserverFailure, onUndecodable, policy, onMissing);
    }

    /** The same with another policy for a stream that does not exist. */
    public ListenOptions onMissing(MissingStreamPolicy policy) {
        return new ListenOptions(from, timeout, live, onObserverFailure, onUndecodable, onHistoryGone, policy);
    }
}
