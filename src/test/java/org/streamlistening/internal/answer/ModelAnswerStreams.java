package org.streamlistening.internal.answer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.ProducerFencedException;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamClosedException;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamCreated;
import org.streamlistening.internal.answer.control.ModelStreams;
import org.streamlistening.support.ModelTime;

/** The streams of a model, with the requests that answers need. For one thread. */
final class ModelAnswerStreams extends ModelStreams implements AnswerStreams {

    /** @param longest that a request takes */
    ModelAnswerStreams(Random random, ModelTime time, Duration longest) {
        super(random, time, longest);
    }

    /** As after a pause that is longer than the server keeps the state of a producer. */
    void forgetProducers(String stream) {
        streams.get(stream).producers.clear();
    }

    @Override
    public StreamCreated create(String stream, CreateOptions options) {
        return createIfMissing(stream, options);
    }

    @Override
    public StreamCreated createIfMissing(String stream, CreateOptions options) {
        boolean isNew = created(stream, new String(options.content().toBytes(), StandardCharsets.UTF_8));
        return new StreamCreated(isNew, Offset.BEGINNING, !isNew && streams.get(stream).closed);
    }

    @Override
    public void produce(String stream, String json, ProducerSequence sequence, boolean closing) {
        hook("produce " + stream);
        request(stream, () -> store(stream, json, sequence, closing), true);
    }

    private void store(String stream, String json, ProducerSequence sequence, boolean closing) {
        Stream found = find(stream);
        @Nullable ProducerSequence last = found.producers.get(sequence.producerId());
        if (last != null && sequence.epoch() < last.epoch()) {
            throw new ProducerFencedException("fenced", stream, last.epoch());
        }
        boolean same = last != null && sequence.epoch() == last.epoch();
        if (same && sequence.sequence() <= last.sequence()) {
            return;
        }
        if (found.closed) {
            throw new StreamClosedException("closed", stream, null);
        }
        if (sequence.sequence() != (same ? last.sequence() + 1 : 0)) {
            throw new StreamConflictException("gap", stream);
        }
        found.producers.put(sequence.producerId(), sequence);
        found.messages.addAll(messages(json));
        found.closed = closing;
    }

    @Override
    public String encode(Object message) {
        return message.toString();
    }
}
