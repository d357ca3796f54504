package org.streamlistening.client;

import java.io.IOException;
import java.util.List;
import org.streamlistening.StreamMessage;

/** The answer to a catch-up read or a long-poll: one body, and a position that holds after all of it. */
final class Page implements Reading {

    private final Answer answer;
    private final MessageSource source;
    private final Chunks chunks;
    private final Mark end;
    private final StreamPosition from;
    private long toPassOver;

    /** @param from where the body begins, and how much of it was read before */
    Page(Answer answer, MessageSource source, Chunks chunks, Mark end, StreamPosition from) {
        this.answer = answer;
        this.source = source;
        this.chunks = chunks;
        this.end = end;
        this.from = from;
        this.toPassOver = from.skip();
    }

    @Override
    public StreamPosition from() {
        return from;
    }

    @Override
    public Part next() throws IOException {
        if (toPassOver > 0) {
            toPassOver -= source.drop(toPassOver);
        }
        List<StreamMessage> messages = chunks.next();
        return chunks.ended() ? new Part(messages, end, true) : new Part(messages, null, false);
    }

    /** The whole body is on its way already. */
    @Override
    public boolean await(Runnable then) {
        return false;
    }

    @Override
    public long toPassOver() {
        return toPassOver;
    }

    @Override
    public void close() {
        answer.close();
    }
}
