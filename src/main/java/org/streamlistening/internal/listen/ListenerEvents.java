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
record ListenerEvents(ListenerContext listener, String streamId) {

    StreamData data(Offset offset, List<StreamMessage> messages) {
        return new StreamData(listener.name(), listener.sessionKey(), streamId, offset, messages);
    }

    StreamCompleted completed() {
        return new StreamCompleted(listener.name(), listener.sessionKey(), streamId, listener.offset());
    }

    /** @param httpStatus that of the read that failed, else 0 */
    StreamFailed failed(String message, int httpStatus, RuntimeException cause) {
        return new StreamFailed(
                listener.name(), listener.sessionKey(), streamId, listener.offset(), message, httpStatus, cause);
    }

    StreamReset reset(Offset offset, Offset previous, RuntimeException cause) {
        return new StreamReset(
                listener.name(),
                listener.sessionKey(),
                streamId,
                offset,
                previous,
                FailureHistory.reason(cause),
                cause);
    }

    DeliveryFailed deliveryFailed(int attempt, DeliveryFailed.Consequence consequence, RuntimeException cause) {
        return new DeliveryFailed(
                listener.name(), listener.sessionKey(), streamId, listener.offset(), attempt, consequence, cause);
    }

    /** The listener and the stream, for the log. */
    FailureLog.Source source() {
        return FailureLog.Source.of(listener.sessionKey(), listener.name(), streamId);
    }
}
