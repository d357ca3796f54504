package org.streamlistening.internal.answer;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.streamlistening.Offset;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamCreated;
import org.streamlistening.internal.consume.log.MessagePage;
import org.streamlistening.internal.consume.log.PageReader;

/** The requests of answers, through a client. For any number of threads. */
final class ClientAnswerStreams implements AnswerStreams {

    private final Supplier<DurableStreamsClient> client;
    private final PageReader pages;

    ClientAnswerStreams(Supplier<DurableStreamsClient> client) {
        this.client = client;
        // A stream of another content type has no message of this library.
        this.pages = PageReader.ofAnyContent(client);
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
    public void create(String stream, String first) {
        var unused = createIfMissing(stream, CreateOptions.json().content(StreamContent.json(first)));
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
    public MessagePage read(String stream, Offset from, Predicate<MessagePage> enough) {
        return pages.read(stream, from, enough);
    }

    @Override
    public MessagePage await(String stream, Offset from) {
        return pages.await(stream, from);
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
