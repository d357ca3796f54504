package org.streamlistening.internal.deliver;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.streamlistening.StreamMessage;
import org.streamlistening.UndecodableMessageException;

/**
 * The messages of a batch as payloads: decoded ahead where an observer wants all of them at once, and then not again when
 * each is delivered. Not thread-safe.
 */
final class BatchDecoding {

    private final Payloads payloads;

    /** By identity: equal messages are still two. */
    private final IdentityHashMap<StreamMessage, List<Object>> ahead = new IdentityHashMap<>();

    BatchDecoding(Payloads payloads) {
        this.payloads = payloads;
    }

    /** What cannot be decoded is left out here, and fails when it is delivered by itself. */
    void decode(List<StreamMessage> batch) {
        ahead.clear();
        for (StreamMessage message : batch) {
            try {
                ahead.put(message, payloads.of(message));
            } catch (UndecodableMessageException inItsTurn) {
                // Tried again, and then told, when it is delivered by itself: after all that comes before it.
            }
        }
    }

    /** What the decoded messages are as this type, in order. */
    List<Object> all(List<StreamMessage> batch, Class<?> type) {
        List<Object> all = new ArrayList<>();
        for (StreamMessage message : batch) {
            ahead.getOrDefault(message, List.of()).stream()
                    .filter(type::isInstance)
                    .forEach(all::add);
        }
        return List.copyOf(all);
    }

    /** @throws UndecodableMessageException if an observer's type cannot be made of this message */
    List<Object> of(StreamMessage message) {
        List<Object> known = ahead.remove(message);
        return known != null ? known : payloads.of(message);
    }
}
