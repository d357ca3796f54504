package org.streamlistening.client;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.streamlistening.StreamMessage;

/** The idempotent producers that a runner works with, kept from command to command. */
final class ConformanceProducers {

    private final DurableStreamsClient client;
    private final Map<String, StreamProducer> producers = new HashMap<>();

    ConformanceProducers(DurableStreamsClient client) {
        this.client = client;
    }

    void run(String type, String id, JsonObject command, String contentType, JsonObjectBuilder result) {
        ProducerOptions options = ProducerOptions.of(command.getString("producerId"))
                .epoch(command.getInt("epoch", 0))
                .autoClaim(command.getBoolean("autoClaim", false));
        String key = id + "|" + options.producerId() + "|" + options.epoch();
        result.add("status", 200);
        if (type.equals("idempotent-append-batch")) {
            batch(id, options, command, contentType);
            return;
        }
        StreamProducer producer = producers.computeIfAbsent(key, unused -> client.producer(id, options));
        boolean kept = false;
        try {
            switch (type) {
                case "idempotent-append" -> append(producer, item(command.getString("data"), contentType), result);
                case "idempotent-close" -> close(producer, command, contentType, result);
                default -> producer.close();
            }
            kept = !type.equals("idempotent-detach");
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException rejection ? rejection : e;
        } finally {
            if (!kept) {
                producers.remove(key);
            }
        }
    }

    private static void append(StreamProducer producer, StreamContent item, JsonObjectBuilder result) {
        CompletableFuture<ProducedBatch> future = producer.append(item);
        producer.flush();
        ProducedBatch batch = future.join();
        batch.nextOffset().ifPresent(offset -> result.add("offset", offset.value()));
        result.add("duplicate", batch.duplicate()).add("producerSeq", batch.seq());
    }

    private static void close(
            StreamProducer producer, JsonObject command, String contentType, JsonObjectBuilder result) {
        ProducedBatch end = command.containsKey("data")
                ? producer.closeStream(item(command.getString("data"), contentType))
                : producer.closeStream();
        end.nextOffset().ifPresent(offset -> result.add("finalOffset", offset.value()));
    }

    private void batch(String id, ProducerOptions options, JsonObject command, String contentType) {
        int inFlight = command.getInt("maxInFlight", 1);
        // With several requests in flight each item is a batch; otherwise all items are one batch.
        ProducerOptions batching = inFlight > 1
                ? options.maxInFlight(inFlight).maxBatchItems(1)
                : options.maxInFlight(1).linger(Duration.ofSeconds(10));
        List<CompletableFuture<ProducedBatch>> results = new ArrayList<>();
        try (StreamProducer producer = client.producer(id, batching)) {
            command.getJsonArray("items")
                    .getValuesAs(JsonString.class)
                    .forEach(text -> results.add(producer.append(item(text.getString(), contentType))));
            producer.flush();
        }
    }

    /** One item is one message, also if it is an array. */
    private static StreamContent item(String text, String contentType) {
        boolean json = StreamMessage.isJson(contentType);
        return StreamContent.of(ConformanceAdapter.utf8(json ? "[" + text + "]" : text), contentType);
    }
}
