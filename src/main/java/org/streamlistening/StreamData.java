package org.streamlistening;

import java.util.List;

/**
 * Messages arrived.
 *
 * <p>A batch holds what one answer of the server brought, cut to the configured chunk size; how messages are grouped
 * into batches carries no meaning. Observers of your own type get the same messages one by one, after this event.
 *
 * @param messages in stream order, never empty, unmodifiable
 * @param offset where reading goes on once these messages are delivered; inside a long answer that came in several
 *     chunks, the beginning of that answer, because the server names no position in between
 */
public record StreamData(
        String listener, String sessionKey, String streamId, Offset offset, List<StreamMessage> messages)
        implements StreamEvent {

    /** Copies the list. */
    public StreamData {
        messages = List.copyOf(messages);
    }
}
