package org.streamlistening.internal.serve;

import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.serve.exchange.ServerExchange;

/** HEAD: the metadata of a stream (Protocol, section 5.5). */
final class HeadHandler {

    private HeadHandler() {}

    static void handle(ServerExchange exchange, ReadableStream stream) {
        ReadableContent content = stream.content();
        StreamLifetime lifetime = stream.config().lifetime();
        exchange.setHeader("Content-Type", stream.config().contentType().header());
        exchange.setHeader("Cache-Control", "no-store");
        lifetime.ttlSeconds().ifPresent(seconds -> exchange.setHeader(ProtocolNames.TTL, Long.toString(seconds)));
        lifetime.expiresAt().ifPresent(end -> exchange.setHeader(ProtocolNames.EXPIRES_AT, end.toString()));
        if (content.earliest() > 0) {
            exchange.setHeader(ProtocolNames.EARLIEST_OFFSET, content.token(content.earliest()));
        }
        exchange.offset(content.token(content.state().tail()));
        exchange.mark(ProtocolNames.CLOSED, content.state().closed());
        exchange.respond(200);
    }
}
