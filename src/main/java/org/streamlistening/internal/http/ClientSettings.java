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
import org.streamlistening.internal.protocol.ProtocolNames;

/**
 * What a client was built with.
 *
 * @param onUnauthorized what makes the next headers different from those that were refused; null: they never change
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

    /** The headers for one request; a later one replaces an earlier one of the same name. */
    Map<String, String> currentHeaders() {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach(supplier -> all.putAll(supplier.get()));
        return all;
    }

    /** The parameters for one request, without those that belong to the protocol. */
    Map<String, String> currentParameters() {
        Map<String, String> all = new HashMap<>();
        parameters.forEach(supplier -> all.putAll(supplier.get()));
        all.keySet().removeAll(ProtocolNames.PARAMETERS);
        return all;
    }
}
