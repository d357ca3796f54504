package org.streamlistening.internal.consume.log;

import java.util.function.Supplier;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamContent;

/** The streams of a server, through a client. For any number of threads. */
final class ClientLogStreams implements LogStreams {

    private final Supplier<DurableStreamsClient> client;
    private final PageReader pages;

    /** @param use for the messages of exceptions */
    ClientLogStreams(Supplier<DurableStreamsClient> client, RegisterUse use) {
        this.client = client;
        this.pages = new PageReader(client, (stream, message) -> text(use, stream, message));
    }

    @Override
    public void create(String stream, String first) {
        client.get().createIfMissing(stream, CreateOptions.json().content(StreamContent.json(first)));
    }

    @Override
    public MessagePage read(String stream, Offset from) {
        return pages.readAll(stream, from);
    }

    private static String text(RegisterUse use, String stream, StreamMessage message) {
        if (!message.isJson()) {
            throw use.noJson(stream, message.contentType());
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
