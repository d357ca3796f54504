package org.streamlistening.server;

import java.io.IOException;
import java.util.Optional;

/** GET: catch-up and live reads (Protocol, sections 5.6 to 5.8). */
final class ReadStream {

    private static final String BEGINNING = "-1";

    private final ServerOptions options;
    private final ServerThreads threads;
    private final Cursor cursor;
    private final LiveReaders readers;

    ReadStream(ServerOptions options, ServerThreads threads, Cursor cursor) {
        this.options = options;
        this.threads = threads;
        this.cursor = cursor;
        this.readers = new LiveReaders(options.maxReaders());
    }

    /** @param shared whether anybody may read this */
    void handle(Exchange exchange, DurableStream stream, boolean shared) {
        Query query = Query.parse(exchange.request().query());
        stream.use().touch();
        PageAnswer answer = new PageAnswer(exchange, stream, options.maxPageBytes(), caching(query, shared));
        switch (query.live().orElse("")) {
            case "" -> catchUp(exchange, query, stream, answer);
            case "long-poll" -> longPoll(exchange, query, stream, answer);
            case "sse" -> events(exchange, query, stream, shared);
            default -> throw Refusal.badRequest("live has to be long-poll or sse");
        }
    }

    private static PageAnswer.Caching caching(Query query, boolean shared) {
        if (isNow(query)) {
            // Out of date soon.
            return PageAnswer.Caching.NONE;
        }
        return shared ? PageAnswer.Caching.SHARED : PageAnswer.Caching.PRIVATE;
    }

    private static boolean isNow(Query query) {
        return query.offset().equals(Optional.of("now"));
    }

    private static void catchUp(Exchange exchange, Query query, DurableStream stream, PageAnswer answer) {
        if (isNow(query)) {
            answer.nothingYet();
        } else {
            answer.caughtUp(position(exchange, query, stream));
        }
    }

    private void longPoll(Exchange exchange, Query query, DurableStream stream, PageAnswer answer) {
        long from = livePosition(exchange, query, stream);
        new LongPoll(exchange, stream, from, cursor.after(query.cursor()), answer, readers)
                .start(threads, options.longPollTimeout());
    }

    private void events(Exchange exchange, Query query, DurableStream stream, boolean shared) {
        long from = livePosition(exchange, query, stream);
        SseEvents events = new SseEvents(stream, from, cursor.after(query.cursor()));
        exchange.setHeader("Cache-Control", shared ? "no-cache" : "private, no-cache");
        try {
            new SseFeed(exchange, stream, events, readers, threads, options.sseDuration()).start();
        } catch (IOException clientIsGone) {
            exchange.refuse(clientIsGone);
        }
    }

    private static long livePosition(Exchange exchange, Query query, DurableStream stream) {
        if (query.offset().isEmpty()) {
            throw Refusal.badRequest("a live read needs an offset");
        }
        return position(exchange, query, stream);
    }

    private static long position(Exchange exchange, Query query, DurableStream stream) {
        String offset = query.offset().orElse(BEGINNING);
        return switch (offset) {
            case BEGINNING -> beginning(exchange, stream.content());
            case "now" -> stream.content().state().tail();
            default -> stream.content().positionOf(Position.parse(offset));
        };
    }

    /** Named in the answer: a reader that stops within it comes back to this stream, or learns that it is another one. */
    private static long beginning(Exchange exchange, StreamContent content) {
        long earliest = content.earliest();
        exchange.setHeader(Headers.EARLIEST_OFFSET, content.token(earliest));
        return earliest;
    }
}
