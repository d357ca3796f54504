package org.streamlistening.server;

import jakarta.servlet.http.HttpServletResponse;

/** PUT (Protocol, section 5.1). */
final class CreateStream {

    private final Streams streams;
    private final long maxBodyBytes;

    CreateStream(Streams streams, long maxBodyBytes) {
        this.streams = streams;
        this.maxBodyBytes = maxBodyBytes;
    }

    void handle(Exchange exchange, String id) {
        ContentType type =
                exchange.header("Content-Type").map(ContentType::parse).orElse(ContentType.OCTET_STREAM);
        boolean closed = exchange.says(Headers.CLOSED);
        exchange.end(
                RequestBody.read(exchange, maxBodyBytes)
                        .thenCompose(body -> streams.create(
                                id, new NewStream(new StreamConfig(type), Batch.of(body, type), closed))),
                receipt -> answer(exchange, type, receipt));
    }

    private static void answer(Exchange exchange, ContentType type, Receipt receipt) {
        HttpServletResponse response = exchange.response();
        if (receipt.created()) {
            response.setHeader("Location", exchange.request().getRequestURL().toString());
        }
        response.setHeader("Content-Type", type.header());
        exchange.offset(receipt.tail());
        exchange.mark(Headers.CLOSED, receipt.closed());
        exchange.end(receipt.created() ? 201 : 200);
    }
}
