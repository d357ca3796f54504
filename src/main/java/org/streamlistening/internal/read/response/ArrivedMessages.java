package org.streamlistening.internal.read.response;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.read.body.MessageChunks;

/** Messages of an event stream that the reader has not returned yet. They count toward the budget of the client. */
final class ArrivedMessages {

    private final int maxBytes;
    private final MessageBudget.Share memory;
    private final Deque<StreamMessage> messages = new ArrayDeque<>();
    private long size;

    /** @param maxBytes how many bytes a chunk has at most, unless one message has more */
    ArrivedMessages(int maxBytes, MessageBudget.Share memory) {
        this.maxBytes = maxBytes;
        this.memory = memory;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Whether there is enough for a chunk. */
    boolean isFull() {
        return size >= maxBytes;
    }

    void add(StreamMessage message) throws IOException {
        memory.reserve(MessageChunks.weight(message));
        messages.add(message);
        size += MessageChunks.weight(message);
    }

    /** Replaces all messages by one that has their bytes. */
    void join(String contentType) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        messages.forEach(message -> bytes.writeBytes(message.bytes()));
        clear();
        if (bytes.size() > 0) {
            add(StreamMessage.of(bytes.toByteArray(), contentType));
        }
    }

    void clear() {
        messages.clear();
        memory.release(size);
        size = 0;
    }

    /** Removes the first messages: one chunk. */
    List<StreamMessage> takeChunk() {
        List<StreamMessage> chunk = new ArrayList<>();
        long taken = 0;
        for (StreamMessage message = messages.peek(); message != null; message = messages.peek()) {
            long weight = MessageChunks.weight(message);
            if (taken + weight > maxBytes && !chunk.isEmpty()) {
                break;
            }
            taken += weight;
            chunk.add(messages.remove());
        }
        size -= taken;
        memory.release(taken);
        return chunk;
    }
}
