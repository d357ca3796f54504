package org.streamlistening.internal.consume.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;

/**
 * Reads streams page by page, through a client. The methods block, and throw {@link StreamException} as the client does.
 * For any number of threads.
 */
public final class PageReader {

    private final Supplier<DurableStreamsClient> client;
    private final BiFunction<String, StreamMessage, String> text;

    /** @param text of a message in a stream of this id */
    PageReader(Supplier<DurableStreamsClient> client, BiFunction<String, StreamMessage, String> text) {
        this.client = client;
        this.text = text;
    }

    /** Reads streams of any content type: a message that is no JSON is the text {@code null}. */
    public static PageReader ofAnyContent(Supplier<DurableStreamsClient> client) {
        return new PageReader(client, (stream, message) -> message.isJson() ? message.text() : "null");
    }

    /**
     * Reads from an offset up to the present end, and holds one page at a time.
     *
     * @param enough receives each page; returns whether no more is needed
     * @return the last page that was read
     */
    public MessagePage read(String stream, Offset from, Predicate<MessagePage> enough) {
        ReadOptions options = ReadOptions.catchUp().from(from);
        try (StreamReader reader = client.get().follow(stream, options, RetryPolicy.defaults())) {
            while (true) {
                StreamBatch batch = reader.next();
                MessagePage page = page(stream, batch);
                if (enough.test(page) || batch.upToDate() || batch.closed()) {
                    return page;
                }
            }
        }
    }

    /** Reads all from an offset up to the present end, as one page. */
    MessagePage readAll(String stream, Offset from) {
        List<String> all = new ArrayList<>();
        MessagePage last = read(stream, from, page -> {
            all.addAll(page.messages());
            return false;
        });
        return new MessagePage(all, last.next(), last.closed());
    }

    /** Reads one page from an offset, and waits for a while if there is nothing. */
    public MessagePage await(String stream, Offset from) {
        ReadOptions options = ReadOptions.live(LiveMode.LONG_POLL).from(from);
        try (StreamReader reader = client.get().open(stream, options)) {
            return page(stream, reader.next());
        }
    }

    private MessagePage page(String stream, StreamBatch batch) {
        List<String> messages = batch.messages().stream()
                .map(message -> text.apply(stream, message))
                .toList();
        return new MessagePage(messages, batch.next().offset(), batch.closed());
    }
}
