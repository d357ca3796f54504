package org.streamlistening.internal.listen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.streamlistening.StreamMessage;

/**
 * Which observers of a listener are ahead of its offset in one stream, and how far. The offset moves when all observers
 * of a message returned; if the listener was stopped between two of them, the first one must not hear the message again
 * when the listener goes on.
 *
 * <p>Counts in messages of a JSON stream, else in bytes, since bytes may be cut into other pieces when they are read
 * again. Guarded by the turn of the listener.
 */
public final class ObserverProgress {

    private final Map<Object, Long> messages = new HashMap<>();
    private final Map<Object, Long> batches = new HashMap<>();

    /** How much of what is told next message by message this observer has heard. */
    public long messages(Object observer) {
        return messages.getOrDefault(observer, 0L);
    }

    /** How much of what is told next batch by batch this observer has heard. */
    public long batches(Object observer) {
        return batches.getOrDefault(observer, 0L);
    }

    /** This observer heard all of the message, and others did not. */
    public void received(StreamMessage message, Object observer) {
        messages.merge(observer, size(message), Math::max);
    }

    /** This observer heard all of the batch, and others did not. */
    public void received(List<StreamMessage> batch, Object observer) {
        batches.merge(observer, size(batch), Math::max);
    }

    /** All observers heard so much. */
    void allGotMessages(long size) {
        passed(messages, size);
    }

    /** All observers of batches heard so much. */
    void allGotBatches(long size) {
        passed(batches, size);
    }

    private static void passed(Map<Object, Long> ahead, long size) {
        if (!ahead.isEmpty()) {
            ahead.replaceAll((observer, amount) -> amount - size);
            ahead.values().removeIf(amount -> amount <= 0);
        }
    }

    static long size(StreamMessage message) {
        return message.isJson() ? 1 : message.length();
    }

    static long size(List<StreamMessage> messages) {
        return messages.stream().mapToLong(ObserverProgress::size).sum();
    }

    /** What follows after so much of these messages; part of the first one if that is cut. */
    public static List<StreamMessage> after(long heard, List<StreamMessage> messages) {
        if (heard <= 0) {
            return messages;
        }
        long known = heard;
        List<StreamMessage> rest = new ArrayList<>();
        for (StreamMessage message : messages) {
            long size = size(message);
            if (known <= 0) {
                rest.add(message);
            } else if (known < size) {
                rest.add(after((int) known, message));
            }
            known -= size;
        }
        return rest;
    }

    private static StreamMessage after(int heard, StreamMessage message) {
        byte[] bytes = message.bytes();
        return StreamMessage.of(Arrays.copyOfRange(bytes, heard, bytes.length), message.contentType());
    }
}
