package org.streamlistening.internal.listen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.tail.ReadKey;
import org.streamlistening.internal.tail.Readers;
import org.streamlistening.internal.threads.Awaitable;

/** Readers that respond by a script, and record their requests. */
final class ScriptedReaders implements Readers {

    /** Stream and position of each request, in order. */
    final List<String> requests = new ArrayList<>();

    int open;

    private final List<Runnable> waiting = new ArrayList<>();
    private final Deque<UnaryOperator<StreamBatch>> script = new ArrayDeque<>();

    ScriptedReaders respondsWith(String next, String... messages) {
        return respond(next, true, false, messages);
    }

    ScriptedReaders respondsPartlyWith(String next, String... messages) {
        return respond(next, false, false, messages);
    }

    ScriptedReaders closes(String next, String... messages) {
        return respond(next, true, true, messages);
    }

    ScriptedReaders failsWith(StreamException failure) {
        script.add(from -> {
            throw failure;
        });
        return this;
    }

    ScriptedReaders drops() {
        return failsWith(new StreamException("connection lost", "s", 0, true, null, null));
    }

    ScriptedReaders rejects(int status) {
        return failsWith(new StreamException("stream 's' failed with " + status, "s", status, false, null, null));
    }

    /** Runs the action during the request, and then responds with the next entry of the script. */
    ScriptedReaders meanwhile(Runnable action) {
        script.add(from -> {
            action.run();
            return script.remove().apply(from);
        });
        return this;
    }

    /** Responds with bytes, and is not up to date. */
    ScriptedReaders respondsWithBytes(String next, String bytes) {
        List<StreamMessage> content =
                List.of(StreamMessage.of(bytes.getBytes(StandardCharsets.UTF_8), "application/octet-stream"));
        script.add(from -> new StreamBatch(from.from(), content, StreamPosition.at(Offset.of(next)), true, false));
        return this;
    }

    private ScriptedReaders respond(String next, boolean upToDate, boolean closed, String... messages) {
        List<StreamMessage> content = Arrays.stream(messages)
                .map(text -> StreamMessage.of(text, "application/json"))
                .toList();
        script.add(nothing ->
                new StreamBatch(nothing.from(), content, StreamPosition.at(Offset.of(next)), upToDate, closed));
        return this;
    }

    /** The readers that wait at the end of the script read what was added to it. */
    void wake() {
        List<Runnable> ready = List.copyOf(waiting);
        waiting.clear();
        ready.forEach(Runnable::run);
    }

    @Override
    public StreamReader open(ReadKey key, StreamPosition from) {
        open++;
        return new Reader(key.streamId(), from);
    }

    private final class Reader implements StreamReader, Awaitable {

        private final String streamId;
        private StreamPosition position;
        private boolean closed;

        Reader(String streamId, StreamPosition from) {
            this.streamId = streamId;
            this.position = from;
        }

        /** Waits at the end of the script, until {@link #wake}. */
        @Override
        public boolean whenReady(Runnable then) {
            if (!closed && script.isEmpty()) {
                recordRequest();
                waiting.add(then);
                return true;
            }
            return false;
        }

        private void recordRequest() {
            requests.add(streamId + "@" + position.offset() + (position.skip() == 0 ? "" : "+" + position.skip()));
        }

        @Override
        public StreamBatch next() {
            if (closed) {
                throw new CancellationException();
            }
            recordRequest();
            StreamBatch batch = script.remove().apply(new StreamBatch(position, List.of(), position, false, false));
            if (position.skip() > 0) {
                List<StreamMessage> rest = batch.messages()
                        .subList((int) position.skip(), batch.messages().size());
                batch = new StreamBatch(position, rest, batch.next(), batch.upToDate(), batch.closed());
            }
            position = batch.next();
            return batch;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open--;
            }
        }
    }
}
