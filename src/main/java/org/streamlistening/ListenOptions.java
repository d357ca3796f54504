package org.streamlistening;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.protocol.TimeText;

/**
 * How to listen. Immutable; what is not set comes from the configuration: for a listener of this name, else for all.
 *
 * @param from where to start; null: where this listener last was in that stream, else the beginning
 * @param timeout how long a long-poll may wait for data; null: {@code durable-streams.timeout}, 30 s
 * @param live how to wait for new messages; null: {@code durable-streams.live}, long-poll
 * @param onObserverFailure null: {@code durable-streams.on-observer-failure}, {@link ObserverFailurePolicy#RETRY}
 * @param onUndecodable null: {@code durable-streams.on-undecodable}, {@link UndecodablePolicy#STOP}
 * @param onHistoryGone null: {@code durable-streams.on-history-gone}, {@link HistoryGonePolicy#FAIL}
 * @param onMissing null: {@code durable-streams.on-missing}, {@link MissingStreamPolicy#FAIL}
 */
public record ListenOptions(
        @Nullable Offset from,
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

    /** Where this listener last was in that stream, else from the beginning. */
    public static ListenOptions defaults() {
        return DEFAULTS;
    }

    /** Everything that the stream holds, also what was delivered before. */
    public static ListenOptions fromBeginning() {
        return from(Offset.BEGINNING);
    }

    /** Only what is written from now on. */
    public static ListenOptions fromNow() {
        return from(Offset.NOW);
    }

    /** From this position, which must come from the same stream. */
    public static ListenOptions from(Offset offset) {
        return new ListenOptions(offset, null, null, null, null, null, null);
    }

    /** The same with another time-out for a long-poll. Keep it under a minute: proxies cut longer silences. */
    public ListenOptions timeout(Duration longPoll) {
        return new ListenOptions(from, longPoll, live, onObserverFailure, onUndecodable, onHistoryGone, onMissing);
    }

    /** The same with another way to wait for new messages. */
    public ListenOptions live(LiveMode mode) {
        return new ListenOptions(from, timeout, mode, onObserverFailure, onUndecodable, onHistoryGone, onMissing);
    }

    /** The same, with this done about an observer that throws. */
    public ListenOptions onObserverFailure(ObserverFailurePolicy policy) {
        return new ListenOptions(from, timeout, live, policy, onUndecodable, onHistoryGone, onMissing);
    }

    /** The same, with this done about a message that is not what an observer asked for. */
    public ListenOptions onUndecodable(UndecodablePolicy policy) {
        return new ListenOptions(from, timeout, live, onObserverFailure, policy, onHistoryGone, onMissing);
    }

    /** The same, with this done when the server no longer has what follows. */
    public ListenOptions onHistoryGone(HistoryGonePolicy policy) {
        return new ListenOptions(from, timeout, live, onObserverFailure, onUndecodable, policy, onMissing);
    }

    /** The same, with this done when there is no such stream. */
    public ListenOptions onMissing(MissingStreamPolicy policy) {
        return new ListenOptions(from, timeout, live, onObserverFailure, onUndecodable, onHistoryGone, policy);
    }
}
