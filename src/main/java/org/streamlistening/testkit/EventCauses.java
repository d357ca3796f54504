package org.streamlistening.testkit;

import org.jspecify.annotations.Nullable;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamReset;
import org.streamlistening.StreamStatusChanged;

/** The exceptions in events. */
final class EventCauses {

    private EventCauses() {}

    /** Null: this event has none. */
    static @Nullable Throwable of(StreamEvent event) {
        if (event instanceof DeliveryFailed failed) {
            return failed.cause();
        }
        if (event instanceof StreamFailed failed) {
            return failed.cause();
        }
        if (event instanceof StreamReset reset) {
            return reset.cause();
        }
        return event instanceof StreamStatusChanged change ? change.cause() : null;
    }
}
