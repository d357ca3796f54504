package org.streamlistening.internal.listen;

import java.util.List;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.Offset;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamData;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamReset;
import org.streamlistening.internal.failures.FailureLog;

/** Makes the events of one listener on one stream. */
record ListenerEvents(ListenerCore core, String streamId) {

    StreamData data(Offset offset, List<StreamMessage> messages) {
        return new StreamData(core.name(), core.sessionKey(), streamId, offset, messages);
    }

    StreamCompleted completed() {
        return new StreamCompleted(core.name(), core.sessionKey(), streamId, core.offset());
    }

    /** @param httpStatus that of the read that failed, else 0 */
    StreamFailed failed(String message, int httpStatus, RuntimeException cause) {
        return new StreamFailed(core.name(), core.sessionKey(), streamId, core.offset(), message, httpStatus, cause);
    }

    StreamReset reset(Offset offset, Offset previous, RuntimeException cause) {
        return new StreamReset(
                core.name(), core.sessionKey(), streamId, offset, previous, FailureHistory.reason(cause), cause);
    }

    DeliveryFailed deliveryFailed(int attempt, DeliveryFailed.Consequence consequence, RuntimeException cause) {
        return new DeliveryFailed(core.name(), core.sessionKey(), streamId, core.offset(), attempt, consequence, cause);
    }

    /** The listener and the stream, for the log. */
    FailureLog.Source source() {
        return FailureLog.Source.of(core.sessionKey(), core.name(), streamId);
    }
}
