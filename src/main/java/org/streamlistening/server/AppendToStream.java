package org.streamlistening.server;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** POST: append, close, or both (Protocol, sections 5.2 and 5.3). */
final class AppendToStream {

    private final Streams streams;
    private final long maxBodyBytes;

    AppendToStream(Streams streams, long maxBodyBytes) {
        this.streams = streams;
        this.maxBodyBytes = maxBodyBytes;
    }

    void handle(Exchange exchange, String id) {
        exchange.end(
                RequestBody.read(exchange, maxBodyBytes).thenCompose(body -> append(exchange, id, body)),
                receipt -> answer(exchange, receipt));
    }

    private CompletableFuture<Receipt> append(Exchange exchange, String id, byte[] body) {
        DurableStream stream = streams.find(id);
        boolean closes = exchange.says(Headers.CLOSED);
        // Whatever type an empty body says it has does not matter (Protocol, section 5.2).
        Optional<ContentType> type = body.length == 0
                ? Optional.empty()
                : exchange.header("Content-Type").map(ContentType::parse);
        String seq = exchange.header(Headers.SEQ).orElse(null);
        return stream.append(new NewBytes(type, body, closes, seq));
    }

    private static void answer(Exchange exchange, Receipt receipt) {
        exchange.offset(receipt.tail());
        exchange.mark(Headers.CLOSED, receipt.closed());
        exchange.end(204);
    }
}
