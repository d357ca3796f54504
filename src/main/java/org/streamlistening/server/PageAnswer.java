package org.streamlistening.server;

import java.util.Arrays;

/** How a page of a stream becomes an answer. */
final class PageAnswer {

    private static final String KEPT = "max-age=60, stale-while-revalidate=300";

    private final Exchange exchange;
    private final StreamContent content;
    private final ContentType type;
    private final int maxBytes;
    private final Caching caching;

    /** Who may keep bytes that never change. */
    enum Caching {
        NONE,
        PRIVATE,
        SHARED
    }

    PageAnswer(Exchange exchange, DurableStream stream, int maxBytes, Caching caching) {
        this.exchange = exchange;
        this.content = stream.content();
        this.type = stream.config().contentType();
        this.maxBytes = maxBytes;
        this.caching = caching;
    }

    /** What is behind that position, or 304 if the client has it. */
    void caughtUp(long from) {
        Page page = content.page(from, maxBytes);
        if (isKnown(page.etag())) {
            cacheable(page);
            position(page);
            exchange.end(304);
        } else {
            send(page);
        }
    }

    /** Just the position, for {@code offset=now}. */
    void nothingYet() {
        send(content.end());
    }

    /** What a live reader waited for. */
    void arrived(long from, String cursor) {
        Page page = content.page(from, maxBytes);
        if (!page.isEmpty() || !page.closed()) {
            exchange.setHeader(Headers.CURSOR, cursor);
        }
        if (page.isEmpty()) {
            position(page);
            exchange.setHeader("Cache-Control", "no-store");
            exchange.end(204);
        } else {
            send(page);
        }
    }

    private void send(Page page) {
        cacheable(page);
        position(page);
        exchange.setHeader("Content-Type", type.header());
        ResponseBody.send(exchange, page.bytes(), type.isJson());
    }

    private void position(Page page) {
        exchange.offset(content.token(page.next()));
        exchange.mark(Headers.UP_TO_DATE, page.upToDate());
        exchange.mark(Headers.CLOSED, page.closed());
    }

    /** Bytes never change; that there are none yet does. */
    private void cacheable(Page page) {
        if (caching == Caching.NONE) {
            exchange.setHeader("Cache-Control", "no-store");
            return;
        }
        String whose = caching == Caching.SHARED ? "public, " : "private, ";
        exchange.setHeader("ETag", page.etag());
        exchange.setHeader("Cache-Control", whose + (page.isEmpty() ? "no-cache" : KEPT));
    }

    private boolean isKnown(String etag) {
        return exchange.request().headers("If-None-Match").stream()
                .flatMap(known -> Arrays.stream(known.split(",", -1)))
                .map(String::strip)
                .anyMatch(known -> known.equals(etag) || known.equals("W/" + etag) || known.equals("*"));
    }
}
