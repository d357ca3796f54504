package org.streamlistening;

import java.util.List;

/**
 * A batch of messages, undecoded. Fired before the messages are delivered one by one to observers of a payload type.
 *
 * <p>A batch contains messages of one response, up to the configured chunk size. The grouping of messages into batches
 * has no meaning.
 *
 * @param listener the name of the listener; empty for the default one
 * @param sessionKey the key of the listener, see {@link StreamEvent#sessionKey()}
 * @param streamId the stream
 * @param offset the offset after these messages; within a long response that is delivered in several batches, the
 *     offset before that response, because the server names no offset in between
 * @param messages in stream order, never empty, unmodifiable
 * @since 0.1
 */
public record StreamData(
        String listener, String sessionKey, String streamId, Offset offset, List<StreamMessage> messages)
        implements StreamEvent {

    /** Copies the list. */
    public StreamData {
        messages = List.copyOf(messages);
    }
}
