package org.streamlistening.internal.serve;

import java.util.Optional;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.Streams;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.metrics.ServerCounters;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.serve.exchange.ServerExchange;

/** POST: append, close, or both (Protocol, sections 5.2 and 5.3). */
final class AppendHandler {

    private final Streams streams;
    private final long maxBodyBytes;
    private final ServerCounters counters;

    AppendHandler(Streams streams, long maxBodyBytes, ServerCounters counters) {
        this.streams = streams;
        this.maxBodyBytes = maxBodyBytes;
        this.counters = counters;
    }

    void handle(ServerExchange exchange, String id) {
        Optional<ProducerRequest> producer = ProducerRequest.parse(
                exchange.header(ProtocolNames.PRODUCER_ID),
                exchange.header(ProtocolNames.PRODUCER_EPOCH),
                exchange.header(ProtocolNames.PRODUCER_SEQ));
        // Read now: which parts of the request the thread of its body can still see depends on the container.
        Optional<String> type = exchange.header("Content-Type");
        Optional<String> seq = exchange.header(ProtocolNames.SEQ);
        boolean closes = exchange.isTrue(ProtocolNames.CLOSED);
        exchange.respondAfter(exchange.request().readBody(maxBodyBytes), body -> {
            // The declared type of an empty body is ignored (Protocol, section 5.2).
            Optional<ContentType> given = body.length == 0 ? Optional.empty() : type.map(ContentType::parse);
            AppendRequest request = new AppendRequest(given, body, closes, producer.orElse(null), seq.orElse(null));
            exchange.respondAfter(streams.append(id, request), committed -> respond(exchange, committed, request));
        });
    }

    private void respond(ServerExchange exchange, CommittedChange committed, AppendRequest request) {
        if (committed.changed()) {
            counters.appended(request.body().length);
        }
        exchange.offset(committed.nextOffset());
        exchange.mark(ProtocolNames.CLOSED, committed.closed());
        ProducerRequest last = committed.producer();
        if (last != null) {
            exchange.setHeader(ProtocolNames.PRODUCER_EPOCH, Long.toString(last.epoch()));
            exchange.setHeader(ProtocolNames.PRODUCER_SEQ, Long.toString(last.seq()));
        }
        exchange.respond(last != null && committed.changed() && !request.isEmpty() ? 200 : 204);
    }
}
