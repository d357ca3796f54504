package org.streamlistening.internal.listen.delivery;

import java.time.Duration;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.protocol.TimeText;

/** Warns of an observer that does not return in time. */
final class ObserverWarning {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private ObserverWarning() {}

    /** A call of the listener no longer waits. */
    static void afterCall(String listener, Duration waited) {
        LOG.log(
                System.Logger.Level.WARNING,
                NumberedMessage.OBSERVER_UNDER_WAY.text(
                        "an observer of " + listener + " did not return within " + TimeText.of(waited)
                                + ", so one event may still arrive after this call",
                        "look whether the caller holds a lock that the observer waits for"));
    }

    /** The end of the session no longer waits. */
    static void afterEndOfSession(String listener, Duration waited) {
        LOG.log(
                System.Logger.Level.WARNING,
                NumberedMessage.OBSERVER_UNDER_WAY.text(
                        "the session ended, and an observer of " + listener + " did not return within "
                                + TimeText.of(waited),
                        "it is still under way while the beans of the session are destroyed"));
    }
}
