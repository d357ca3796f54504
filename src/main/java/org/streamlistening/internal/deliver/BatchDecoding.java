package org.streamlistening.internal.deliver;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.UndecodableMessageException;

/**
 * Decodes the messages of a batch to payloads. A message that was decoded with its batch is not decoded again when it
 * is delivered by itself. Not thread-safe.
 */
final class BatchDecoding {

    private final Payloads payloads;

    /** By identity: equal messages are still two. Null, since it is large, unless the listener has observers of batches. */
    private @Nullable IdentityHashMap<StreamMessage, List<Object>> ahead;

    BatchDecoding(Payloads payloads) {
        this.payloads = payloads;
    }

    /**
     * Decodes all messages of a batch. A message that cannot be decoded is left out, and fails when it is delivered.
     */
    void decode(List<StreamMessage> batch) {
        IdentityHashMap<StreamMessage, List<Object>> decoded = new IdentityHashMap<>();
        ahead = decoded;
        for (StreamMessage message : batch) {
            try {
                decoded.put(message, payloads.of(message));
            } catch (UndecodableMessageException later) {
                // Decoded again when it is delivered by itself, after the messages before it: the failure is reported
                // then.
            }
        }
    }

    /** The payloads of this type in order. */
    List<Object> all(List<StreamMessage> batch, Class<?> type) {
        List<Object> all = new ArrayList<>();
        for (StreamMessage message : batch) {
            List<Object> decoded = ahead == null ? null : ahead.get(message);
            for (Object payload : decoded == null ? List.of() : decoded) {
                if (type.isInstance(payload)) {
                    all.add(payload);
                }
            }
        }
        return List.copyOf(all);
    }

    /** The messages of a batch that were decoded to these payloads. */
    List<StreamMessage> messagesOf(List<?> payloads, List<StreamMessage> batch) {
        // By identity, as the messages: equal payloads are still two.
        Set<Object> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
        wanted.addAll(payloads);
        return batch.stream()
                .filter(message -> ahead != null
                        && ahead.getOrDefault(message, List.of()).stream().anyMatch(wanted::contains))
                .toList();
    }

    /** @throws UndecodableMessageException if the message cannot be decoded to the type of an observer */
    List<Object> of(StreamMessage message) {
        List<Object> known = ahead == null ? null : ahead.remove(message);
        return known != null ? known : payloads.of(message);
    }
}
