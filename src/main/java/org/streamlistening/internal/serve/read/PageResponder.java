package org.streamlistening.internal.serve.read;

import java.util.Arrays;
import java.util.List;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.content.ContentPage;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.serve.exchange.ServerExchange;

/** Turns a page of a stream into a response. */
final class PageResponder {

    private static final String CACHED = "max-age=60, stale-while-revalidate=300";

    private final ServerExchange exchange;
    private final ReadableContent content;
    private final ContentType type;
    private final int maxBytes;
    private final Caching caching;
    private final List<String> knownTags;

    /** Which caches may keep bytes that never change. */
    enum Caching {
        NONE,
        PRIVATE,
        SHARED
    }

    /** @param knownTags the values of {@code If-None-Match} */
    PageResponder(
            ServerExchange exchange, ReadableStream stream, int maxBytes, Caching caching, List<String> knownTags) {
        this.exchange = exchange;
        this.content = stream.content();
        this.type = stream.config().contentType();
        this.maxBytes = maxBytes;
        this.caching = caching;
        this.knownTags = knownTags;
    }

    /** The content after a position, or 304 if the client has it. */
    void sendCatchUp(long from) {
        ContentPage page = content.page(from, maxBytes);
        if (isKnown(page.etag())) {
            cacheable(page);
            position(page);
            exchange.respond(304);
        } else {
            send(page);
        }
    }

    /** The position only, for {@code offset=now}. */
    void sendEnd() {
        send(content.end());
    }

    /** The content that a live reader waited for. */
    void sendLive(long from, String cursor) {
        ContentPage page = content.page(from, maxBytes);
        if (!page.isEmpty() || !page.closed()) {
            exchange.setHeader(ProtocolNames.CURSOR, cursor);
        }
        if (page.isEmpty()) {
            position(page);
            exchange.setHeader("Cache-Control", "no-store");
            exchange.respond(204);
        } else {
            send(page);
        }
    }

    private void send(ContentPage page) {
        cacheable(page);
        position(page);
        exchange.setHeader("Content-Type", type.header());
        BodyWriter.send(exchange, page.bytes(), type.isJson());
    }

    private void position(ContentPage page) {
        exchange.offset(content.token(page.next()));
        exchange.mark(ProtocolNames.UP_TO_DATE, page.upToDate());
        exchange.mark(ProtocolNames.CLOSED, page.closed());
    }

    /** Bytes never change; an empty page does. */
    private void cacheable(ContentPage page) {
        if (caching == Caching.NONE) {
            exchange.setHeader("Cache-Control", "no-store");
            return;
        }
        String scope = caching == Caching.SHARED ? "public, " : "private, ";
        exchange.setHeader("ETag", page.etag());
        exchange.setHeader("Cache-Control", scope + (page.isEmpty() ? "no-cache" : CACHED));
    }

    private boolean isKnown(String etag) {
        return knownTags.stream()
                .flatMap(known -> Arrays.stream(known.split(",", -1)))
                .map(String::strip)
                .anyMatch(known -> known.equals(etag) || known.equals("W/" + etag) || known.equals("*"));
    }
}
