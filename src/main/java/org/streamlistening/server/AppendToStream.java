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
        Optional<ProducerStep> producer = ProducerStep.parse(
                exchange.header(Headers.PRODUCER_ID),
                exchange.header(Headers.PRODUCER_EPOCH),
                exchange.header(Headers.PRODUCER_SEQ));
        // Read now: what is left of the request on the thread that brings its body depends on the container.
        Optional<String> type = exchange.header("Content-Type");
        Optional<String> seq = exchange.header(Headers.SEQ);
        boolean closes = exchange.says(Headers.CLOSED);
        exchange.end(exchange.request().body(maxBodyBytes), body -> {
            // Whatever type an empty body says it has does not matter (Protocol, section 5.2).
            Optional<ContentType> given = body.length == 0 ? Optional.empty() : type.map(ContentType::parse);
            NewBytes bytes = new NewBytes(given, body, closes, producer.orElse(null), seq.orElse(null));
            CompletableFuture<Receipt> receipt = streams.find(id).append(bytes);
            exchange.end(receipt, done -> answer(exchange, done, bytes));
        });
    }

    private static void answer(Exchange exchange, Receipt receipt, NewBytes bytes) {
        exchange.offset(receipt.stream().content().token(receipt.tail()));
        exchange.mark(Headers.CLOSED, receipt.closed());
        ProducerStep last = receipt.producer();
        if (last != null) {
            exchange.setHeader(Headers.PRODUCER_EPOCH, Long.toString(last.epoch()));
            exchange.setHeader(Headers.PRODUCER_SEQ, Long.toString(last.seq()));
        }
        exchange.end(last != null && receipt.news() && !bytes.isEmpty() ? 200 : 204);
    }
}
