package org.streamlistening.internal.consume.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.ProducerFencedException;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamClosedException;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamNotFoundException;

/**
 * The rules of the protocol for JSON streams, exactly. Offsets are counted, so those of a stream that was created again
 * are the same as before: the server that gives the least help. For one thread.
 */
final class ModelStreams implements LogStreams {

    private static final class Stream {
        final List<String> messages = new ArrayList<>();
        final Map<String, ProducerSequence> producers = new HashMap<>();
        boolean closed;
    }

    private final Map<String, Stream> streams = new HashMap<>();

    @Override
    public void create(String stream, String first) {
        if (!streams.containsKey(stream)) {
            Stream created = new Stream();
            created.messages.add(first);
            streams.put(stream, created);
        }
    }

    @Override
    public MessagePage read(String stream, Offset from) {
        Stream found = find(stream);
        int begin = from.equals(Offset.BEGINNING) ? 0 : Integer.parseInt(from.value());
        int end = found.messages.size();
        List<String> messages = begin > end ? List.of() : List.copyOf(found.messages.subList(begin, end));
        return new MessagePage(messages, Offset.of(Integer.toString(Math.max(begin, end))), found.closed);
    }

    @Override
    public boolean append(String stream, String message, ProducerSequence sequence) {
        Stream found = find(stream);
        @Nullable ProducerSequence last = found.producers.get(sequence.producerId());
        boolean stale = last != null && sequence.epoch() < last.epoch();
        if (stale) {
            throw new ProducerFencedException("fenced", stream, last.epoch());
        }
        if (found.closed) {
            throw new StreamClosedException("closed", stream, null);
        }
        boolean same = last != null && sequence.epoch() == last.epoch();
        if (same && sequence.sequence() <= last.sequence()) {
            return false;
        }
        if (last != null && !same && sequence.sequence() != 0) {
            throw new StreamException("a new epoch begins with 0", stream, 400, false, null, null);
        }
        if (sequence.sequence() != (same ? last.sequence() + 1 : 0)) {
            throw new StreamException("gap", stream, 409, false, null, null);
        }
        found.producers.put(sequence.producerId(), sequence);
        found.messages.add(message);
        return true;
    }

    @Override
    public void close(String stream) {
        find(stream).closed = true;
    }

    @Override
    public void delete(String stream) {
        find(stream);
        streams.remove(stream);
    }

    private Stream find(String stream) {
        Stream found = streams.get(stream);
        if (found == null) {
            throw new StreamNotFoundException("missing", stream);
        }
        return found;
    }

    /** The server forgets the producers of all streams, as it may. */
    void forgetProducers() {
        streams.values().forEach(stream -> stream.producers.clear());
    }

    Set<String> names() {
        return streams.keySet();
    }

    List<String> messages(String stream) {
        return find(stream).messages;
    }
}
