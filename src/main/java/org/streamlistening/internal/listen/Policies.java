package org.streamlistening.internal.listen;

import org.streamlistening.HistoryGonePolicy;
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
}
