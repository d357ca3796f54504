package org.streamlistening.server;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** POST: append, close, or both (Protocol, sections 5.2 and 5.3). */
final class AppendToStream {

    private final Streams streams;
    private final long maxBodyBytes;

    AppendToStream(Streams streams, long maxBodyBytes) {
        this.streams = streams;
        this.maxBodyBytes = maxBodyBytes;
    }

    void handle(Exchange exchange, String id) {
        Optional<ProducerStep> producer = ProducerStep.parse(
                exchange.header(Headers.PRODUCER_ID),
                exchange.header(Headers.PRODUCER_EPOCH),
                exchange.header(Headers.PRODUCER_SEQ));
        exchange.end(exchange.request().body(maxBodyBytes), body -> {
            NewBytes bytes = bytes(exchange, body, producer.orElse(null));
            DurableStream stream = streams.find(id);
            CompletableFuture<Receipt> receipt = stream.append(bytes);
            exchange.end(receipt, done -> answer(exchange, stream, done, bytes));
        });
    }

    private static NewBytes bytes(Exchange exchange, byte[] body, @Nullable ProducerStep producer) {
        // Whatever type an empty body says it has does not matter (Protocol, section 5.2).
        Optional<ContentType> type = body.length == 0
                ? Optional.empty()
                : exchange.header("Content-Type").map(ContentType::parse);
        String seq = exchange.header(Headers.SEQ).orElse(null);
        return new NewBytes(type, body, exchange.says(Headers.CLOSED), producer, seq);
    }

    private static void answer(Exchange exchange, DurableStream stream, Receipt receipt, NewBytes bytes) {
        exchange.offset(stream.content().token(receipt.tail()));
        exchange.mark(Headers.CLOSED, receipt.closed());
        ProducerStep last = receipt.producer();
        if (last != null) {
            exchange.response().setHeader(Headers.PRODUCER_EPOCH, Long.toString(last.epoch()));
            exchange.response().setHeader(Headers.PRODUCER_SEQ, Long.toString(last.seq()));
        }
        exchange.end(last != null && receipt.news() && !bytes.isEmpty() ? 200 : 204);
    }
}
