package org.streamlistening.internal.read;

import java.io.IOException;
import java.util.List;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.internal.http.body.UndecodableException;
import org.streamlistening.internal.read.response.OffsetWentBackException;
import org.streamlistening.internal.read.response.ResponsePartReader.Mark;
import org.streamlistening.internal.read.response.ResponsePartReader.Part;

/** The position of a reader, and the batches that begin there. For the thread that reads. */
final class ReaderPosition {

    private StreamPosition current;

    ReaderPosition(StreamPosition current) {
        this.current = current;
    }

    StreamPosition current() {
        return current;
    }

    /** A response named the same position by another offset. */
    void rename(StreamPosition same) {
        current = same;
    }

    /** The caller gets this batch: only now does the position move. */
    void moveBehind(StreamBatch batch) {
        current = batch.next();
    }

    /** A batch without messages, at the end of the stream. */
    StreamBatch upToDate() {
        return new StreamBatch(current, List.of(), current, true, false);
    }

    /**
     * The batch of a part of a response.
     *
     * @param toSkip how much of the response, after this part, the reader has read before
     */
    StreamBatch batch(Part part, long toSkip) throws IOException {
        Mark mark = part.mark();
        return mark == null ? unmarked(part.messages()) : marked(part.messages(), mark, toSkip);
    }

    private StreamBatch unmarked(List<StreamMessage> messages) {
        long skip = current.skip();
        for (StreamMessage message : messages) {
            skip += message.isJson() ? 1 : message.length();
        }
        return new StreamBatch(current, messages, new StreamPosition(current.offset(), skip), false, false);
    }

    private StreamBatch marked(List<StreamMessage> messages, Mark mark, long toSkip) throws IOException {
        OffsetWentBackException.check(current.offset(), mark.next());
        boolean unmoved = mark.next().equals(current.offset());
        if (unmoved && (!messages.isEmpty() || toSkip < current.skip())) {
            throw new UndecodableException("the server sent data and named the same position again");
        }
        // A read at the end of a stream that brings nothing is up to date, even if the server does not say it.
        boolean upToDate = mark.upToDate() || unmoved;
        return new StreamBatch(current, messages, new StreamPosition(mark.next(), toSkip), upToDate, mark.closed());
    }
}
