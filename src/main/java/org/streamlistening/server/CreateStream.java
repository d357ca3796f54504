package org.streamlistening.server;

import java.util.Optional;
import java.util.regex.Pattern;

/** PUT (Protocol, sections 4.2 and 5.1). */
final class CreateStream {

    private static final Pattern SUB_OFFSET = Pattern.compile("0|[1-9]\\d{0,15}");

    private final Streams streams;
    private final long maxBodyBytes;

    CreateStream(Streams streams, long maxBodyBytes) {
        this.streams = streams;
        this.maxBodyBytes = maxBodyBytes;
    }

    void handle(Exchange exchange, String id) {
        Optional<ContentType> type = exchange.header("Content-Type").map(ContentType::parse);
        Lifetime lifetime = Lifetime.parse(exchange.header(Headers.TTL), exchange.header(Headers.EXPIRES_AT));
        Optional<ForkRequest> fork = fork(exchange);
        boolean closed = exchange.says(Headers.CLOSED);
        // Read now: what is left of the request on the thread that answers depends on the container.
        String location = exchange.request().url();
        exchange.end(
                exchange.request()
                        .body(maxBodyBytes)
                        .thenCompose(body -> streams.create(id, new NewStream(type, lifetime, fork, closed, body))),
                receipt -> answer(exchange, location, receipt));
    }

    private static Optional<ForkRequest> fork(Exchange exchange) {
        Optional<String> from = exchange.header(Headers.FORKED_FROM);
        Optional<String> offset = exchange.header(Headers.FORK_OFFSET);
        Optional<String> subOffset = exchange.header(Headers.FORK_SUB_OFFSET);
        if (from.isEmpty() && (offset.isPresent() || subOffset.isPresent())) {
            throw Refusal.badRequest("a fork needs the header " + Headers.FORKED_FROM);
        }
        return from.map(path -> {
            ServerRequest request = exchange.request();
            String source = StreamPath.idOf(path, request.mount());
            request.authorize(StreamAccess.Operation.READ, source);
            return new ForkRequest(
                    source,
                    offset.map(Position::parse),
                    subOffset.map(CreateStream::subOffset).orElse(0L));
        });
    }

    private static long subOffset(String text) {
        if (!SUB_OFFSET.matcher(text).matches()) {
            throw Refusal.badRequest(Headers.FORK_SUB_OFFSET + " has to be a whole number");
        }
        return Long.parseLong(text);
    }

    private static void answer(Exchange exchange, String location, Receipt receipt) {
        if (receipt.news()) {
            exchange.setHeader("Location", location);
        }
        exchange.setHeader(
                "Content-Type", receipt.stream().config().contentType().header());
        exchange.offset(receipt.stream().content().token(receipt.tail()));
        exchange.mark(Headers.CLOSED, receipt.closed());
        exchange.end(receipt.news() ? 201 : 200);
    }
}
