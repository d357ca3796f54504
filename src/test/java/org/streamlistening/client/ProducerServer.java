package org.streamlistening.client;

import static org.streamlistening.client.ScriptedResponse.status;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.streamlistening.client.ScriptedServer.ReceivedRequest;

/** One stream on a {@link ScriptedServer} that keeps the rules for idempotent producers (Protocol, section 5.2.1). */
final class ProducerServer {

    private record Producer(long epoch, long seq) {}

    private final Map<String, Producer> known = new HashMap<>();
    private final List<String> content = new ArrayList<>();
    private String closedBy = "";

    synchronized List<String> content() {
        return new ArrayList<>(content);
    }

    synchronized void epoch(String id, long epoch) {
        known.put(id, new Producer(epoch, 0));
    }

    synchronized ScriptedResponse respond(ReceivedRequest request) {
        String id = request.header("Producer-Id");
        long epoch = Long.parseLong(request.header("Producer-Epoch"));
        long seq = Long.parseLong(request.header("Producer-Seq"));
        String name = id + "/" + epoch + "/" + seq;
        ScriptedResponse response = placed(known.get(id), epoch, seq);
        if (!closedBy.isEmpty()) {
            return name.equals(closedBy) ? status(204).closed() : status(409).closed();
        }
        if (response != null) {
            return response;
        }
        if (request.text().contains("poison")) {
            return status(400);
        }
        known.put(id, new Producer(epoch, seq));
        if (request.body().length > 0) {
            content.add(request.text());
        }
        ScriptedResponse accepted =
                status(request.body().length > 0 ? 200 : 204).next(Integer.toString(content.size()));
        if (request.header("Stream-Closed") != null) {
            closedBy = name;
            accepted.closed();
        }
        return accepted;
    }

    /** The error response to a batch; null: the batch is valid. */
    private static ScriptedResponse placed(Producer before, long epoch, long seq) {
        if (before != null && epoch < before.epoch()) {
            return status(403).header("Producer-Epoch", Long.toString(before.epoch()));
        }
        if (before == null || epoch > before.epoch()) {
            return seq == 0 ? null : before == null ? gap(0, seq) : status(400);
        }
        if (seq <= before.seq()) {
            return status(204);
        }
        return seq == before.seq() + 1 ? null : gap(before.seq() + 1, seq);
    }

    private static ScriptedResponse gap(long expected, long received) {
        return status(409)
                .header("Producer-Expected-Seq", Long.toString(expected))
                .header("Producer-Received-Seq", Long.toString(received));
    }
}
