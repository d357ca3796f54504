package org.streamlistening.internal.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.tail.ReadKey;
import org.streamlistening.internal.tail.Readers;
import org.streamlistening.internal.threads.Awaitable;

/**
 * Streams in memory that are read without a server: what was appended and not read yet is one batch. Every stream
 * exists. For one thread.
 */
final class LocalStreams implements Readers {

    private static final Pattern OFFSET = Pattern.compile("\\d{4}_\\d{10}");

    private final Map<String, Content> streams = new HashMap<>();

    private static final class Content {

        private final List<StreamMessage> messages = new ArrayList<>();
        private final Deque<RuntimeException> failures = new ArrayDeque<>();
        private final List<Runnable> waiting = new ArrayList<>();
        private boolean closed;

        /** The number of streams of this id before this one, which is a part of each offset. */
        private int earlier;

        private Offset offset(int messages) {
            return Offset.of(String.format(Locale.ROOT, "%04d_%010d", earlier, messages));
        }

        private void changed() {
            List<Runnable> ready = List.copyOf(waiting);
            waiting.clear();
            ready.forEach(Runnable::run);
        }
    }

    private Content of(String streamId) {
        return streams.computeIfAbsent(streamId, unknown -> new Content());
    }

    void append(String streamId, List<StreamMessage> messages) {
        Content content = of(streamId);
        if (content.closed) {
            throw new IllegalStateException("the test has closed the stream '" + streamId + "'");
        }
        content.messages.addAll(messages);
        content.changed();
    }

    void close(String streamId) {
        Content content = of(streamId);
        content.closed = true;
        content.changed();
    }

    /** The next read fails. */
    void fail(String streamId, RuntimeException failure) {
        Content content = of(streamId);
        content.failures.add(failure);
        content.changed();
    }

    /** The stream is deleted and created again, empty. */
    void recreate(String streamId) {
        Content content = of(streamId);
        content.earlier++;
        content.messages.clear();
        content.closed = false;
        content.changed();
    }

    @Override
    public StreamReader open(ReadKey key, StreamPosition from) {
        return new Reader(key.streamId(), of(key.streamId()), from);
    }

    private static final class Reader implements StreamReader, Awaitable {

        private final String streamId;
        private final Content content;
        private StreamPosition position;
        private boolean informed;
        private boolean closed;

        Reader(String streamId, Content content, StreamPosition from) {
            this.streamId = streamId;
            this.content = content;
            this.position = from;
        }

        @Override
        public boolean whenReady(Runnable then) {
            if (closed || !informed || !content.failures.isEmpty() || content.closed || isOutdated()) {
                return false;
            }
            if (index() < content.messages.size()) {
                return false;
            }
            content.waiting.add(then);
            return true;
        }

        @Override
        public StreamBatch next() {
            if (closed) {
                throw new CancellationException("the reader was closed");
            }
            RuntimeException failure = content.failures.poll();
            if (failure != null) {
                // The next response comes at once, as that of a catch-up read.
                informed = false;
                throw failure;
            }
            if (isUnknown()) {
                throw new StreamException(
                        "stream '" + streamId + "' has no offset " + position.offset(),
                        streamId,
                        400,
                        false,
                        null,
                        null);
            }
            if (isOutdated()) {
                throw new StreamGoneException(
                        "stream '" + streamId + "' was deleted and created again",
                        streamId,
                        410,
                        content.offset(0),
                        true,
                        null);
            }
            List<StreamMessage> rest = content.messages.subList(index(), content.messages.size());
            StreamPosition end = StreamPosition.at(content.offset(content.messages.size()));
            StreamBatch batch = new StreamBatch(position, rest, end, true, content.closed);
            position = end;
            informed = true;
            return batch;
        }

        private boolean hasOwnOffset() {
            return OFFSET.matcher(position.offset().value()).matches();
        }

        /** Whether the position is one of another server. */
        private boolean isUnknown() {
            Offset offset = position.offset();
            return !offset.equals(Offset.BEGINNING) && !offset.equals(Offset.NOW) && !hasOwnOffset();
        }

        private boolean isOutdated() {
            return hasOwnOffset()
                    && !position.offset()
                            .value()
                            .startsWith(content.offset(0).value().substring(0, 5));
        }

        /** The number of messages before the position. */
        private int index() {
            int messages = content.messages.size();
            Offset offset = position.offset();
            if (offset.equals(Offset.NOW)) {
                return messages;
            }
            String value = offset.value();
            int index = offset.equals(Offset.BEGINNING) ? 0 : Integer.parseInt(value.substring(value.indexOf('_') + 1));
            long skip = position.skip();
            while (skip > 0 && index < messages) {
                StreamMessage passed = content.messages.get(index);
                skip -= passed.isJson() ? 1 : passed.length();
                index++;
            }
            return Math.min(index, messages);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
