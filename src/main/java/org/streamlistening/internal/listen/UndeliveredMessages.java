package org.streamlistening.internal.listen;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.internal.listen.delivery.ObserverProgress;
import org.streamlistening.internal.listen.delivery.UndeliveredMessage;

/** Finds the positions of messages in their batch. */
final class UndeliveredMessages {

    private UndeliveredMessages() {}

    /** The message with this index. */
    static UndeliveredMessage of(StreamBatch batch, int index) {
        return new UndeliveredMessage(batch.messages().get(index), batch.after(index), batch.after(index + 1));
    }

    /**
     * These messages, which are some of the batch in its order. The first one can be the rest of one, if an observer has
     * received its beginning.
     */
    // The same objects, not equal ones: equal messages are still two.
    @SuppressWarnings("ReferenceEquality")
    static List<UndeliveredMessage> of(StreamBatch batch, List<StreamMessage> messages) {
        Deque<UndeliveredMessage> found = new ArrayDeque<>();
        int next = batch.messages().size() - 1;
        for (int i = messages.size() - 1; i >= 0; i--) {
            StreamMessage message = messages.get(i);
            int index = next;
            while (index > 0 && batch.messages().get(index) != message) {
                index--;
            }
            boolean whole = batch.messages().get(index) == message;
            found.addFirst(whole ? of(batch, index) : rest(of(batch, next), message));
            next = Math.max(0, (whole ? index : next) - 1);
        }
        return List.copyOf(found);
    }

    private static UndeliveredMessage rest(UndeliveredMessage whole, StreamMessage rest) {
        long received = ObserverProgress.size(whole.message()) - ObserverProgress.size(rest);
        StreamPosition before = whole.before();
        return new UndeliveredMessage(
                rest, new StreamPosition(before.offset(), before.skip() + received), whole.behind());
    }
}
