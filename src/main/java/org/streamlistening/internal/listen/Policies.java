package org.streamlistening.internal.listen;

import java.io.Serializable;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.UndecodablePolicy;

/** What a listener does about what goes wrong. */
public record Policies(
        ObserverFailurePolicy observerFailure,
        UndecodablePolicy undecodable,
        HistoryGonePolicy historyGone,
        MissingStreamPolicy missing)
        implements Serializable {

    public static final Policies DEFAULTS = new Policies(
            ObserverFailurePolicy.RETRY, UndecodablePolicy.STOP, HistoryGonePolicy.FAIL, MissingStreamPolicy.FAIL);

    /** A component that older bytes do not have arrives as null, and has its default. */
    public Policies {
        observerFailure = observerFailure == null ? ObserverFailurePolicy.RETRY : observerFailure;
        undecodable = undecodable == null ? UndecodablePolicy.STOP : undecodable;
        historyGone = historyGone == null ? HistoryGonePolicy.FAIL : historyGone;
        missing = missing == null ? MissingStreamPolicy.FAIL : missing;
    }
}
