package org.streamlistening.internal.http;

import jakarta.json.spi.JsonProvider;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.protocol.ProtocolNames;

/**
 * The settings of a client. {@link org.streamlistening.client.DurableStreamsClientBuilder} documents each.
 *
 * @param onUnauthorized refreshes the credentials after a 401; null: the headers never change
 * @param budget the limit of incomplete messages, shared by all readers of the client
 */
public record ClientSettings(
        BaseUri base,
        List<Supplier<Map<String, String>>> headers,
        List<Supplier<Map<String, String>>> parameters,
        @Nullable Runnable onUnauthorized,
        boolean gzip,
        Duration requestTimeout,
        Duration operationTimeout,
        Duration pollTimeout,
        int maxChunkBytes,
        int maxMessageLength,
        MessageBudget budget,
        Duration maintenanceTimeout,
        RetryPolicy retry,
        JsonProvider json) {

    /** Computes the headers of one request. A later header replaces an earlier one of the same name. */
    Map<String, String> currentHeaders() {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach(supplier -> all.putAll(supplier.get()));
        return all;
    }

    /** Computes the parameters of one request. Drops those that belong to the protocol. */
    Map<String, String> currentParameters() {
        Map<String, String> all = new HashMap<>();
        parameters.forEach(supplier -> all.putAll(supplier.get()));
        all.keySet().removeAll(ProtocolNames.PARAMETERS);
        return all;
    }
}
