package org.streamlistening.internal.listen.delivery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.streamlistening.StreamMessage;

/**
 * The observers of a listener that are ahead of its offset in one stream, and how far. The offset moves when all
 * observers of a message returned. If the listener was stopped between two of them, the first one must not receive the
 * message again when the listener goes on.
 *
 * <p>Counts messages of a JSON stream, else bytes, since a later read can split the bytes in another way. Guarded by
 * the delivery lock of the listener.
 */
public final class ObserverProgress {

    // Immutable while no observer is ahead: each idle listener has a progress.
    private Map<Object, Long> messages = Map.of();
    private Map<Object, Long> batches = Map.of();

    /** Whether an observer of messages is ahead of the offset. */
    public boolean hasMessages() {
        return !messages.isEmpty();
    }

    /** The messages or bytes after the offset that this observer of messages has received. */
    public long messages(Object observer) {
        return messages.getOrDefault(observer, 0L);
    }

    /** The messages or bytes after the offset of batches that this observer of batches has received. */
    public long batches(Object observer) {
        return batches.getOrDefault(observer, 0L);
    }

    /** This observer received the message, and others did not. */
    public void received(StreamMessage message, Object observer) {
        messages = merged(messages, observer, size(message));
    }

    /** This observer received the batch, and others did not. */
    public void received(List<StreamMessage> batch, Object observer) {
        batches = merged(batches, observer, size(batch));
    }

    private static Map<Object, Long> merged(Map<Object, Long> ahead, Object observer, long size) {
        Map<Object, Long> more = ahead.isEmpty() ? new HashMap<>() : ahead;
        more.merge(observer, size, Math::max);
        return more;
    }

    /** All observers of messages received the next message, of this size. */
    public void allReceivedMessage(long size) {
        subtract(messages, size);
    }

    /** All observers of batches received the next batch, of this size. */
    public void allReceivedBatch(long size) {
        subtract(batches, size);
    }

    private static void subtract(Map<Object, Long> ahead, long size) {
        if (!ahead.isEmpty()) {
            ahead.replaceAll((observer, amount) -> amount - size);
            ahead.values().removeIf(amount -> amount <= 0);
        }
    }

    public static long size(StreamMessage message) {
        return message.isJson() ? 1 : message.length();
    }

    public static long size(List<StreamMessage> messages) {
        return messages.stream().mapToLong(ObserverProgress::size).sum();
    }

    /**
     * The rest of these messages.
     *
     * @param received the messages or bytes to leave out; the rest begins within a message if it is split there
     */
    public static List<StreamMessage> rest(long received, List<StreamMessage> messages) {
        if (received <= 0) {
            return messages;
        }
        long known = received;
        List<StreamMessage> rest = new ArrayList<>();
        for (StreamMessage message : messages) {
            long size = size(message);
            if (known <= 0) {
                rest.add(message);
            } else if (known < size) {
                rest.add(rest((int) known, message));
            }
            known -= size;
        }
        return rest;
    }

    private static StreamMessage rest(int received, StreamMessage message) {
        byte[] bytes = message.bytes();
        return StreamMessage.of(Arrays.copyOfRange(bytes, received, bytes.length), message.contentType());
    }
}
