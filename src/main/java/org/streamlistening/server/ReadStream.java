package org.streamlistening.server;

import java.util.Optional;

/** GET: catch-up and live reads (Protocol, sections 5.6 to 5.8). */
final class ReadStream {

    private final Streams streams;
    private final ServerOptions options;
    private final ServerThreads threads;
    private final Cursor cursor;

    ReadStream(Streams streams, ServerOptions options, ServerThreads threads, Cursor cursor) {
        this.streams = streams;
        this.options = options;
        this.threads = threads;
        this.cursor = cursor;
    }

    void handle(Exchange exchange, String id, boolean shared) {
        Query query = Query.parse(exchange.request().getQueryString());
        DurableStream stream = streams.find(id);
        PageAnswer answer = new PageAnswer(exchange, stream, options.maxPageBytes(), shared);
        switch (query.live().orElse("")) {
            case "" -> catchUp(query, stream, answer);
            case "long-poll" -> longPoll(exchange, query, stream, answer);
            default -> throw Refusal.badRequest("live has to be long-poll");
        }
    }

    private static void catchUp(Query query, DurableStream stream, PageAnswer answer) {
        if (query.offset().equals(Optional.of("now"))) {
            answer.nothingYet(stream.page(stream.state().tail(), 1));
        } else {
            answer.caughtUp(stream, position(query, stream));
        }
    }

    private void longPoll(Exchange exchange, Query query, DurableStream stream, PageAnswer answer) {
        if (query.offset().isEmpty()) {
            throw Refusal.badRequest("a live read needs an offset");
        }
        String next = cursor.after(query.cursor());
        new LongPoll(exchange, stream, position(query, stream), next, answer).start(threads, options.longPollTimeout());
    }

    private static long position(Query query, DurableStream stream) {
        return switch (query.offset().orElse("-1")) {
            case "-1" -> 0;
            case "now" -> stream.state().tail();
            default -> Position.parse(query.offset().get());
        };
    }
}
