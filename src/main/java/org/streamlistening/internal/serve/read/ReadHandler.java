package org.streamlistening.internal.serve.read;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.state.StreamOffset;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.serve.exchange.ProtocolError;
import org.streamlistening.internal.serve.exchange.ServerExchange;
import org.streamlistening.internal.threads.ServerThreads;
import org.streamlistening.server.ServerOptions;

/** GET: catch-up and live reads (Protocol, sections 5.6 to 5.8). */
public final class ReadHandler {

    private static final String BEGINNING = "-1";

    /** A page of a database is in memory until its client has read it. */
    private static final int PAGE_OF_DATABASE = 1 << 20;

    private final ServerOptions options;
    private final ServerThreads threads;
    private final CacheCursor cursor;
    private final LiveReaderLimit readers;
    private final Duration ssePeriod;
    private final int maxPageBytes;

    public ReadHandler(ServerOptions options, ServerThreads threads, CacheCursor cursor) {
        this.options = options;
        this.threads = threads;
        this.cursor = cursor;
        this.readers = new LiveReaderLimit(options.maxReaders());
        this.maxPageBytes = options.database().isPresent()
                ? Math.min(options.maxPageBytes(), PAGE_OF_DATABASE)
                : options.maxPageBytes();
        this.ssePeriod = options.sseDuration().dividedBy(SseReader.TICKS);
    }

    /** The number of readers that wait now. */
    public int waiting() {
        return readers.entered();
    }

    /** Can read the store, on the calling thread. */
    public void handle(ServerExchange exchange, ReadRequest request, ReadableStream stream) {
        QueryParameters query = QueryParameters.parse(request.query());
        stream.touch();
        PageResponder responder = new PageResponder(
                exchange, stream, maxPageBytes, caching(query, request.isPublic()), request.knownTags());
        switch (query.live().orElse("")) {
            case "" -> catchUp(exchange, query, stream, responder);
            case "long-poll" -> longPoll(exchange, query, stream, responder);
            case "sse" -> events(exchange, query, stream, request.isPublic());
            default -> throw ProtocolError.badRequest("live must be long-poll or sse");
        }
    }

    private static PageResponder.Caching caching(QueryParameters query, boolean shared) {
        if (isNow(query)) {
            // Soon out of date.
            return PageResponder.Caching.NONE;
        }
        return shared ? PageResponder.Caching.SHARED : PageResponder.Caching.PRIVATE;
    }

    private static boolean isNow(QueryParameters query) {
        return query.offset().equals(Optional.of("now"));
    }

    private static void catchUp(
            ServerExchange exchange, QueryParameters query, ReadableStream stream, PageResponder responder) {
        if (isNow(query)) {
            responder.sendEnd();
        } else {
            responder.sendCatchUp(position(exchange, query, stream));
        }
    }

    private void longPoll(
            ServerExchange exchange, QueryParameters query, ReadableStream stream, PageResponder responder) {
        long from = livePosition(exchange, query, stream);
        new LongPollReader(exchange, stream, from, cursor.after(query.cursor()), responder, readers)
                .start(threads, options.longPollTimeout());
    }

    private void events(ServerExchange exchange, QueryParameters query, ReadableStream stream, boolean shared) {
        long from = livePosition(exchange, query, stream);
        SseEventWriter events = new SseEventWriter(stream, from, cursor.after(query.cursor()));
        exchange.setHeader("Cache-Control", shared ? "no-cache" : "private, no-cache");
        exchange.setHeader("Content-Type", "text/event-stream");
        // Asks nginx not to buffer events.
        exchange.setHeader("X-Accel-Buffering", "no");
        if (events.areEncoded()) {
            exchange.setHeader(ProtocolNames.SSE_DATA_ENCODING, "base64");
        }
        try {
            new SseReader(exchange, stream, events, readers, threads, ssePeriod).start();
        } catch (IOException clientIsGone) {
            exchange.fail(clientIsGone);
        }
    }

    private static long livePosition(ServerExchange exchange, QueryParameters query, ReadableStream stream) {
        if (query.offset().isEmpty()) {
            throw ProtocolError.badRequest("a live read needs an offset");
        }
        return position(exchange, query, stream);
    }

    private static long position(ServerExchange exchange, QueryParameters query, ReadableStream stream) {
        String offset = query.offset().orElse(BEGINNING);
        return switch (offset) {
            case BEGINNING -> beginning(exchange, stream.content());
            case "now" -> stream.content().state().tail();
            default -> stream.content().positionOf(StreamOffset.parse(offset));
        };
    }

    /**
     * Included in the response: a reader that resumes within it finds the same stream, or learns that it is another
     * one.
     */
    private static long beginning(ServerExchange exchange, ReadableContent content) {
        long earliest = content.earliest();
        exchange.setHeader(ProtocolNames.EARLIEST_OFFSET, content.token(earliest));
        return earliest;
    }
}
