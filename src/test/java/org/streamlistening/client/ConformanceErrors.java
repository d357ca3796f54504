package org.streamlistening.client;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.time.Duration;
import org.streamlistening.internal.http.SequenceGapException;

/** Failures as error codes of a conformance runner. */
final class ConformanceErrors {

    private ConformanceErrors() {}

    static JsonObject result(String command, RuntimeException failure) {
        failure.printStackTrace();
        JsonObjectBuilder result = JsonProvider.provider()
                .createObjectBuilder()
                .add("type", "error")
                .add("success", false)
                .add("commandType", command)
                .add("errorCode", code(command, failure))
                .add("message", String.valueOf(failure.getMessage()));
        if (failure instanceof StreamException e && e.status() > 0) {
            result.add("status", e.status());
        }
        return result.build();
    }

    private static String code(String command, RuntimeException failure) {
        if (failure instanceof StreamDecodeException) {
            return "PARSE_ERROR";
        }
        if (failure instanceof StreamNotFoundException) {
            return "NOT_FOUND";
        }
        if (failure instanceof StreamClosedException) {
            return "STREAM_CLOSED";
        }
        if (failure instanceof ProducerFencedException) {
            return "STALE_EPOCH";
        }
        if (failure instanceof StreamConflictException || failure instanceof SequenceGapException) {
            return command.equals("create") ? "CONFLICT" : "SEQUENCE_CONFLICT";
        }
        if (failure instanceof StreamException e) {
            boolean offset = command.equals("read") && (e.status() == 400 || e.status() == 410);
            return offset ? "INVALID_OFFSET" : e.status() == 0 ? "NETWORK_ERROR" : "UNEXPECTED_STATUS";
        }
        if (failure instanceof UnsupportedOperationException) {
            return "NOT_SUPPORTED";
        }
        return failure instanceof IllegalArgumentException ? "INVALID_ARGUMENT" : "INTERNAL_ERROR";
    }

    /** Builds the object that the command describes; its builder rejects invalid values. */
    static void validate(JsonObject target) {
        if (target.getString("target").equals("idempotent-producer")) {
            ProducerOptions options = ProducerOptions.of(target.getString("producerId", "id"));
            new ProducerOptions(
                    options.producerId(),
                    target.getInt("epoch", 0),
                    options.autoClaim(),
                    target.getInt("maxBatchBytes", options.maxBatchBytes()),
                    target.getInt("maxBatchItems", options.maxBatchItems()),
                    options.linger(),
                    options.maxInFlight(),
                    options.maxBufferedBytes());
            return;
        }
        RetryPolicy policy = RetryPolicy.defaults();
        double multiplier = target.containsKey("multiplier")
                ? target.getJsonNumber("multiplier").doubleValue()
                : policy.multiplier();
        try {
            new RetryPolicy(
                    target.getInt("maxRetries", policy.maxRetries()),
                    millis(target, "initialDelayMs", policy.initialDelay()),
                    millis(target, "maxDelayMs", policy.maxDelay()),
                    multiplier);
        } catch (IllegalArgumentException e) {
            String message = e.getMessage().replace("initialDelay", "initialDelayMs");
            throw new IllegalArgumentException(message.replace("maxDelay", "maxDelayMs"), e);
        }
    }

    private static Duration millis(JsonObject target, String name, Duration fallback) {
        return Duration.ofMillis(target.getInt(name, (int) fallback.toMillis()));
    }
}
