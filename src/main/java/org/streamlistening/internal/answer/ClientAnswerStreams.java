package org.streamlistening.internal.answer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamCreated;
import org.streamlistening.client.StreamReader;

/** The requests of answers, through a client. For any number of threads. */
final class ClientAnswerStreams implements AnswerStreams {

    private final Supplier<DurableStreamsClient> client;

    ClientAnswerStreams(Supplier<DurableStreamsClient> client) {
        this.client = client;
    }

    @Override
    public StreamCreated create(String stream, CreateOptions options) {
        return client.get().create(stream, options);
    }

    @Override
    public StreamCreated createIfMissing(String stream, CreateOptions options) {
        return client.get().createIfMissing(stream, options);
    }

    @Override
    public void produce(String stream, String json, ProducerSequence sequence, boolean closing) {
        StreamContent content = StreamContent.json(json);
        if (closing) {
            client.get().close(stream, content, sequence);
        } else {
            client.get().append(stream, content, sequence);
        }
    }

    @Override
    public void append(String stream, String json) {
        client.get().append(stream, StreamContent.json(json));
    }

    @Override
    public Page read(String stream, Offset from) {
        ReadOptions options = ReadOptions.catchUp().from(from);
        List<String> messages = new ArrayList<>();
        try (StreamReader reader = client.get().follow(stream, options, RetryPolicy.defaults())) {
            while (true) {
                StreamBatch batch = reader.next();
                add(messages, batch);
                if (batch.upToDate() || batch.closed()) {
                    return new Page(messages, batch.next().offset(), batch.closed());
                }
            }
        }
    }

    @Override
    public Page await(String stream, Offset from) {
        try (StreamReader reader = client.get().open(stream, ReadOptions.live(LiveMode.LONG_POLL).from(from))) {
            StreamBatch batch = reader.next();
            List<String> messages = new ArrayList<>();
            add(messages, batch);
            return new Page(messages, batch.next().offset(), batch.closed());
        }
    }

    private static void add(List<String> messages, StreamBatch batch) {
        for (StreamMessage message : batch.messages()) {
            // A stream of another content type has no message of this library.
            messages.add(message.isJson() ? message.text() : "null");
        }
    }

    @Override
    public void close(String stream) {
        client.get().close(stream);
    }

    @Override
    public void delete(String stream) {
        client.get().delete(stream);
    }

    @Override
    public String encode(Object message) {
        // An array of one message.
        String array = new String(client.get().json(message).toBytes(), StandardCharsets.UTF_8);
        return array.substring(1, array.length() - 1);
    }
}
