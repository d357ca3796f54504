package org.streamlistening.internal.produce;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.StreamContent;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.read.body.JsonArrayMessages;

/** Checks the items of a producer, and encodes them for a batch. */
final class ItemEncoder {

    private ItemEncoder() {}

    /**
     * The bytes of an item. In JSON mode these are its messages, separated by commas, without brackets around them: the
     * items of a batch form one array (section 9.1.2).
     *
     * @throws IllegalArgumentException if the item is empty, or is declared as JSON and is no JSON
     */
    static byte[] encode(StreamContent item) {
        if (item.length() == 0) {
            throw new IllegalArgumentException("an item must not be empty");
        }
        if (!StreamMessage.isJson(item.contentType())) {
            return item.toBytes();
        }
        StringBuilder messages = new StringBuilder();
        JsonArrayMessages source = JsonArrayMessages.of(item.toBytes(), item.contentType(), MessageBudget.unlimited());
        try {
            for (StreamMessage message = source.next(1); message != null; message = source.next(1)) {
                messages.append(messages.isEmpty() ? "" : ",").append(message.text());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the item is not JSON", e);
        }
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("the item is an empty array, which holds no message");
        }
        return messages.toString().getBytes(StandardCharsets.UTF_8);
    }
}
