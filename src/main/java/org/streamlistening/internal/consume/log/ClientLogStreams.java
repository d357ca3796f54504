package org.streamlistening.internal.consume.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;

/** The streams of a server, through a client. For any number of threads. */
final class ClientLogStreams implements LogStreams {

    private final Supplier<DurableStreamsClient> client;

    ClientLogStreams(Supplier<DurableStreamsClient> client) {
        this.client = client;
    }

    @Override
    public void create(String stream, String first) {
        client.get().createIfMissing(stream, CreateOptions.json().content(StreamContent.json(first)));
    }

    @Override
    public Page read(String stream, Offset from) {
        ReadOptions options = ReadOptions.catchUp().from(from);
        List<String> messages = new ArrayList<>();
        try (StreamReader reader = client.get().follow(stream, options, RetryPolicy.defaults())) {
            while (true) {
                StreamBatch batch = reader.next();
                for (StreamMessage message : batch.messages()) {
                    messages.add(text(stream, message));
                }
                if (batch.upToDate() || batch.closed()) {
                    return new Page(messages, batch.next().offset(), batch.closed());
                }
            }
        }
    }

    private static String text(String stream, StreamMessage message) {
        if (!message.isJson()) {
            String why = "stream '" + stream + "' is for the checkpoints of a consumer, and has the content type "
                    + message.contentType() + " instead of JSON. Another program has created it: delete it, or give"
                    + " the consumer another name";
            throw new StreamException(why, stream, 200, false, null, null);
        }
        return message.text();
    }

    @Override
    public boolean append(String stream, String message, ProducerSequence sequence) {
        return !client.get()
                .append(stream, StreamContent.json(message), sequence)
                .duplicate();
    }

    @Override
    public void close(String stream) {
        client.get().close(stream);
    }

    @Override
    public void delete(String stream) {
        client.get().delete(stream);
    }
}
