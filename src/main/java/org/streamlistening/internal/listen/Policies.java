package org.streamlistening.internal.listen;

import java.io.Serializable;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.UndecodablePolicy;

/** The reactions of a listener to failures. */
public record Policies(
        ObserverFailurePolicy observerFailure,
        UndecodablePolicy undecodable,
        HistoryGonePolicy historyGone,
        MissingStreamPolicy missing)
        implements Serializable {

    public static final Policies DEFAULTS = new Policies(
            ObserverFailurePolicy.RETRY, UndecodablePolicy.STOP, HistoryGonePolicy.FAIL, MissingStreamPolicy.FAIL);

    /** A component that the bytes of an older version lack is null, and gets its default. */
    public Policies {
        observerFailure = observerFailure == null ? ObserverFailurePolicy.RETRY : observerFailure;
        undecodable = undecodable == null ? UndecodablePolicy.STOP : undecodable;
        historyGone = historyGone == null ? HistoryGonePolicy.FAIL : historyGone;
        missing = missing == null ? MissingStreamPolicy.FAIL : missing;
    }
}
