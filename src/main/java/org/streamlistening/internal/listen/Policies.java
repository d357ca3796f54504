package org.streamlistening.internal.listen;

import java.util.Objects;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.ListenOptions;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.UndecodablePolicy;

/** The reactions of a listener to failures. */
public record Policies(
        ObserverFailurePolicy observerFailure,
        UndecodablePolicy undecodable,
        HistoryGonePolicy historyGone,
        MissingStreamPolicy missing) {

    public static final Policies DEFAULTS = new Policies(
            ObserverFailurePolicy.RETRY, UndecodablePolicy.STOP, HistoryGonePolicy.FAIL, MissingStreamPolicy.FAIL);

    /** Whether messages go to a dead-letter stream, which only consumers have. */
    public boolean usesDeadLetters() {
        return observerFailure == ObserverFailurePolicy.DEAD_LETTER || undecodable == UndecodablePolicy.DEAD_LETTER;
    }

    /** These, unless the options of a call name others. */
    public Policies overriddenBy(ListenOptions options) {
        Policies overridden = new Policies(
                Objects.requireNonNullElse(options.onObserverFailure(), observerFailure),
                Objects.requireNonNullElse(options.onUndecodable(), undecodable),
                Objects.requireNonNullElse(options.onHistoryGone(), historyGone),
                Objects.requireNonNullElse(options.onMissing(), missing));
        return overridden.equals(this) ? this : overridden;
    }
}
