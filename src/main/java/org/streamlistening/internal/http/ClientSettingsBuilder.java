package org.streamlistening.internal.http;

import jakarta.json.spi.JsonProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.protocol.TimeText;

/** Collects and checks the settings of a client, and has their defaults. For one thread. */
public final class ClientSettingsBuilder {

    private static final int SMALLEST_LIMIT = 1024;

    private final List<Supplier<Map<String, String>>> headers = new ArrayList<>();
    private final List<Supplier<Map<String, String>>> parameters = new ArrayList<>();
    private @Nullable Runnable onUnauthorized;
    private boolean gzip = true;
    private Duration requestTimeout = Duration.ofSeconds(10);
    private Duration operationTimeout = Duration.ofSeconds(30);
    private Duration pollTimeout = Duration.ofSeconds(30);
    private int maxChunkBytes = 1 << 20;
    private int maxMessageLength = 64 << 20;
    private long maxUnfinishedBytes = MessageBudget.defaultLimit();
    private Duration maintenanceTimeout = Duration.ofHours(1);
    private RetryPolicy retry = RetryPolicy.defaults();

    public void header(String name, String value) {
        headers.add(() -> Map.of(name, value));
    }

    /**
     * Headers that are computed for each request. A request is repeated after a 401 with headers that are computed
     * anew.
     */
    public void headers(Supplier<Map<String, String>> supplier) {
        headers.add(supplier);
        if (onUnauthorized == null) {
            onUnauthorized = () -> {};
        }
    }

    public void parameter(String name, String value) {
        if (ProtocolNames.PARAMETERS.contains(name)) {
            throw new IllegalArgumentException("the parameter '" + name + "' belongs to the protocol");
        }
        parameters.add(() -> Map.of(name, value));
    }

    public void parameters(Supplier<Map<String, String>> supplier) {
        parameters.add(supplier);
    }

    public void onUnauthorized(Runnable refresh) {
        onUnauthorized = Objects.requireNonNull(refresh);
    }

    public void gzip(boolean allowed) {
        gzip = allowed;
    }

    public void requestTimeout(Duration limit) {
        requestTimeout = positive("requestTimeout", limit);
    }

    public void operationTimeout(Duration limit) {
        operationTimeout = positive("operationTimeout", limit);
    }

    public void pollTimeout(Duration limit) {
        pollTimeout = positive("pollTimeout", limit);
    }

    public void maxChunkBytes(int limit) {
        maxChunkBytes = (int) atLeastSmallest("maxChunkBytes", limit);
    }

    public void maxMessageLength(int limit) {
        maxMessageLength = (int) atLeastSmallest("maxMessageLength", limit);
    }

    public void maxUnfinishedBytes(long limit) {
        maxUnfinishedBytes = atLeastSmallest("maxUnfinishedBytes", limit);
    }

    public void maintenanceTimeout(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("maintenanceTimeout must not be negative, not " + TimeText.of(limit));
        }
        maintenanceTimeout = limit;
    }

    public void retry(RetryPolicy policy) {
        retry = Objects.requireNonNull(policy);
    }

    /** The settings. Looks for the implementation of JSON-P with the context class loader of the calling thread. */
    public ClientSettings build(BaseUri base) {
        return new ClientSettings(
                base,
                List.copyOf(headers),
                List.copyOf(parameters),
                onUnauthorized,
                gzip,
                requestTimeout,
                operationTimeout,
                pollTimeout,
                maxChunkBytes,
                maxMessageLength,
                new MessageBudget(maxUnfinishedBytes),
                maintenanceTimeout,
                retry,
                JsonProvider.provider());
    }

    /** @throws IllegalArgumentException if a time limit is not positive; the message has its name */
    public static Duration positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive, not " + TimeText.of(value));
        }
        return value;
    }

    private static long atLeastSmallest(String name, long value) {
        if (value < SMALLEST_LIMIT) {
            throw new IllegalArgumentException(name + " must be at least " + SMALLEST_LIMIT + ", not " + value);
        }
        return value;
    }
}
