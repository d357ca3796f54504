package org.streamlistening.internal.serve;

import java.util.Optional;
import java.util.regex.Pattern;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.Streams;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamOffset;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.serve.exchange.ProtocolError;
import org.streamlistening.internal.serve.exchange.ServerExchange;
import org.streamlistening.internal.serve.exchange.ServerRequest;
import org.streamlistening.internal.serve.exchange.StreamPath;
import org.streamlistening.server.StreamAccess;

/** PUT (Protocol, sections 4.2 and 5.1). */
final class CreateHandler {

    private static final Pattern SUB_OFFSET = Pattern.compile("0|[1-9]\\d{0,15}");

    private final Streams streams;
    private final long maxBodyBytes;

    CreateHandler(Streams streams, long maxBodyBytes) {
        this.streams = streams;
        this.maxBodyBytes = maxBodyBytes;
    }

    void handle(ServerExchange exchange, String id) {
        Optional<ContentType> type = exchange.header("Content-Type").map(ContentType::parse);
        StreamLifetime lifetime =
                StreamLifetime.parse(exchange.header(ProtocolNames.TTL), exchange.header(ProtocolNames.EXPIRES_AT));
        Optional<ForkRequest> fork = fork(exchange);
        boolean closed = exchange.isTrue(ProtocolNames.CLOSED);
        // Read now: which parts of the request the thread of the response can still see depends on the container.
        String location = exchange.request().url();
        exchange.respondAfter(
                exchange.request()
                        .body(maxBodyBytes)
                        .thenCompose(body -> streams.create(id, new CreateRequest(type, lifetime, fork, closed, body))),
                committed -> respond(exchange, location, committed));
    }

    private static Optional<ForkRequest> fork(ServerExchange exchange) {
        Optional<String> from = exchange.header(ProtocolNames.FORKED_FROM);
        Optional<String> offset = exchange.header(ProtocolNames.FORK_OFFSET);
        Optional<String> subOffset = exchange.header(ProtocolNames.FORK_SUB_OFFSET);
        if (from.isEmpty() && (offset.isPresent() || subOffset.isPresent())) {
            throw ProtocolError.badRequest("a fork needs the header " + ProtocolNames.FORKED_FROM);
        }
        return from.map(path -> {
            ServerRequest request = exchange.request();
            String source = StreamPath.idOf(path, request.mount());
            request.authorize(StreamAccess.Operation.READ, source);
            return new ForkRequest(
                    source,
                    offset.map(StreamOffset::parse),
                    subOffset.map(CreateHandler::subOffset).orElse(0L));
        });
    }

    private static long subOffset(String text) {
        if (!SUB_OFFSET.matcher(text).matches()) {
            throw ProtocolError.badRequest(ProtocolNames.FORK_SUB_OFFSET + " must be a whole number");
        }
        return Long.parseLong(text);
    }

    private static void respond(ServerExchange exchange, String location, CommittedChange committed) {
        if (committed.news()) {
            exchange.setHeader("Location", location);
        }
        exchange.setHeader("Content-Type", committed.config().contentType().header());
        exchange.offset(committed.nextOffset());
        exchange.mark(ProtocolNames.CLOSED, committed.closed());
        exchange.respond(committed.news() ? 201 : 200);
    }
}
