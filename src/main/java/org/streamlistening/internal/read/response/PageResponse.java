package org.streamlistening.internal.read.response;

import java.io.IOException;
import java.util.List;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.read.body.MessageChunks;
import org.streamlistening.internal.read.body.MessageSource;

/** The response to a plain read or a long-poll: one body, and an offset that is valid after all of it. */
final class PageResponse implements ResponsePartReader {

    private final StreamResponse response;
    private final MessageSource source;
    private final MessageChunks messageChunks;
    private final Mark end;
    private final StreamPosition from;
    private long toSkip;

    /** @param from where the body begins, and how much of it the reader has read before */
    PageResponse(
            StreamResponse response, MessageSource source, MessageChunks messageChunks, Mark end, StreamPosition from) {
        this.response = response;
        this.source = source;
        this.messageChunks = messageChunks;
        this.end = end;
        this.from = from;
        this.toSkip = from.skip();
    }

    @Override
    public StreamPosition from() {
        return from;
    }

    @Override
    public Part next() throws IOException {
        if (toSkip > 0) {
            toSkip -= source.drop(toSkip);
        }
        List<StreamMessage> messages = messageChunks.next();
        return messageChunks.ended() ? new Part(messages, end, true) : new Part(messages, null, false);
    }

    /** The server has sent the whole body: there is nothing to wait for. */
    @Override
    public boolean whenReady(Runnable then) {
        return false;
    }

    @Override
    public long toSkip() {
        return toSkip;
    }

    @Override
    public void close() {
        response.close();
    }
}
