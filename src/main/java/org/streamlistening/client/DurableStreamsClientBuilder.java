package org.streamlistening.client;

import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.client.ClientBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.http.BaseUri;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.MessageBudget;
import org.streamlistening.internal.http.Transport;
import org.streamlistening.internal.http.transport.InProcessTransport;
import org.streamlistening.internal.http.transport.JdkTransport;
import org.streamlistening.internal.http.transport.RestTransport;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.protocol.TimeText;

/** Puts a {@link DurableStreamsClient} together. For one thread. */
public final class DurableStreamsClientBuilder {

    private final BaseUri base;
    private final @Nullable InProcessServer inProcess;
    private final List<Supplier<Map<String, String>>> headers = new ArrayList<>();
    private final List<Supplier<Map<String, String>>> parameters = new ArrayList<>();
    private @Nullable Runnable onUnauthorized;
    private boolean gzip = true;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration requestTimeout = Duration.ofSeconds(10);
    private Duration operationTimeout = Duration.ofSeconds(30);
    private Duration pollTimeout = Duration.ofSeconds(30);
    private int maxChunkBytes = 1 << 20;
    private int maxMessageLength = 64 << 20;
    private long maxUnfinishedBytes = MessageBudget.defaultLimit();
    private Duration maintenanceTimeout = Duration.ofHours(1);
    private RetryPolicy retry = RetryPolicy.defaults();
    private ClientTransport transport = ClientTransport.JAKARTA_REST;
    private UnaryOperator<ClientBuilder> customizer = UnaryOperator.identity();
    private UnaryOperator<HttpClient.Builder> jdkCustomizer = UnaryOperator.identity();

    DurableStreamsClientBuilder(URI base) {
        this.base = new BaseUri(base);
        this.inProcess = null;
    }

    DurableStreamsClientBuilder(InProcessServer server) {
        this.base = BaseUri.IN_PROCESS;
        this.inProcess = server;
    }

    /**
     * Sends this header with every request. A value may hold printable characters of ISO-8859-1, and tabs; any other
     * one, also where it is computed, makes each request an {@link IllegalArgumentException} that does not tell it.
     */
    public DurableStreamsClientBuilder header(String name, String value) {
        headers.add(() -> Map.of(name, value));
        return this;
    }

    /**
     * Sends these headers, computed anew for each request, on the thread that sends it. A later one replaces an earlier
     * one of the same name. After a 401 they are computed and sent once more. What the supplier throws counts as a
     * failure that may pass, unless it is a {@link StreamException} that says otherwise.
     */
    public DurableStreamsClientBuilder headers(Supplier<Map<String, String>> supplier) {
        headers.add(supplier);
        if (onUnauthorized == null) {
            onUnauthorized = () -> {};
        }
        return this;
    }

    /**
     * Sends this query parameter with every request. Never put a secret there: URIs end up in logs.
     *
     * @throws IllegalArgumentException if the protocol itself has a parameter of that name
     */
    public DurableStreamsClientBuilder parameter(String name, String value) {
        if (ProtocolNames.PARAMETERS.contains(name)) {
            throw new IllegalArgumentException("the parameter '" + name + "' belongs to the protocol");
        }
        parameters.add(() -> Map.of(name, value));
        return this;
    }

    /** Sends these query parameters, computed anew for each request; those of the protocol itself cannot be replaced. */
    public DurableStreamsClientBuilder parameters(Supplier<Map<String, String>> supplier) {
        parameters.add(supplier);
        return this;
    }

    /**
     * Runs this after a 401, before the request is sent once more: the place to drop a cached token. By default a
     * request is only sent again if its headers are computed. What it throws counts as in {@link #headers}.
     */
    public DurableStreamsClientBuilder onUnauthorized(Runnable refresh) {
        onUnauthorized = Objects.requireNonNull(refresh);
        return this;
    }

    /** Whether answers may come compressed; by default they may. */
    public DurableStreamsClientBuilder gzip(boolean allowed) {
        gzip = allowed;
        return this;
    }

    /** How long it may take to connect; 5 seconds by default. */
    public DurableStreamsClientBuilder connectTimeout(Duration limit) {
        connectTimeout = positive("connectTimeout", limit);
        return this;
    }

    /** How long the server may be silent during one request that does not wait for new data; 10 seconds by default. */
    public DurableStreamsClientBuilder requestTimeout(Duration limit) {
        requestTimeout = positive("requestTimeout", limit);
        return this;
    }

    /** When a single operation fails for good, its retries included; after 30 seconds by default. */
    public DurableStreamsClientBuilder operationTimeout(Duration limit) {
        operationTimeout = positive("operationTimeout", limit);
        return this;
    }

    /** How long a long-poll may wait for data, where {@link ReadOptions#timeout()} does not say; 30 seconds by default. */
    public DurableStreamsClientBuilder pollTimeout(Duration limit) {
        pollTimeout = positive("pollTimeout", limit);
        return this;
    }

    /**
     * How much a batch of a reader holds, in bytes; 1 MiB by default. A longer answer comes in several batches. Only a
     * single JSON message may be longer, and text with line ends that comes as an event stream.
     *
     * @throws IllegalArgumentException if it is less than 1024
     */
    public DurableStreamsClientBuilder maxChunkBytes(int limit) {
        if (limit < 1024) {
            throw new IllegalArgumentException("maxChunkBytes must be at least 1024, not " + limit);
        }
        maxChunkBytes = limit;
        return this;
    }

    /**
     * How long a single JSON message may be, or an event, or text with line ends that comes as an event stream, in
     * characters; 64 Mi by default. A longer one is an error, not a full memory.
     *
     * @throws IllegalArgumentException if it is less than 1024
     */
    public DurableStreamsClientBuilder maxMessageLength(int limit) {
        if (limit < 1024) {
            throw new IllegalArgumentException("maxMessageLength must be at least 1024, not " + limit);
        }
        maxMessageLength = limit;
        return this;
    }

    /**
     * How many bytes all readers of this client together may hold of messages that have not arrived completely; a
     * quarter of the largest heap ({@link Runtime#maxMemory()}) by default. A reader that needs more while others hold
     * the rest fails with a {@link StreamException} that is {@linkplain StreamException#retryable() retryable}, and lets
     * go of what it holds; if it needs more than all of it for itself, with a {@link StreamDecodeException}. The first
     * 16 KiB of each reader do not count.
     *
     * @throws IllegalArgumentException if it is less than 1024
     */
    public DurableStreamsClientBuilder maxUnfinishedBytes(long limit) {
        if (limit < 1024) {
            throw new IllegalArgumentException("maxUnfinishedBytes must be at least 1024, not " + limit);
        }
        maxUnfinishedBytes = limit;
        return this;
    }

    /**
     * How long successful responses that do not come from a Durable Streams server, such as the maintenance page of a
     * proxy, are taken for something that passes: a {@link StreamException} that is
     * {@linkplain StreamException#retryable() retryable}. One hour by default, from the first of several in a row on;
     * after that the reader fails with a {@link StreamDecodeException}. Zero: at once.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public DurableStreamsClientBuilder maintenanceTimeout(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("maintenanceTimeout must not be negative, not " + TimeText.of(limit));
        }
        maintenanceTimeout = limit;
        return this;
    }

    /** How single operations are tried again; {@link RetryPolicy#defaults()} by default. */
    public DurableStreamsClientBuilder retry(RetryPolicy policy) {
        retry = Objects.requireNonNull(policy);
        return this;
    }

    /**
     * What carries the requests; {@link ClientTransport#JAKARTA_REST} by default. Has no effect on a client of a server in
     * the same process, as have {@link #connectTimeout}, {@link #customize} and {@link #customizeJdk}.
     */
    public DurableStreamsClientBuilder transport(ClientTransport choice) {
        transport = Objects.requireNonNull(choice);
        return this;
    }

    /**
     * Changes the builder of every Jakarta REST client before it is used: registers filters and providers, sets TLS. Is
     * called for each of them: one per reader, and one per single operation at the same time, on the calling thread; only with
     * {@link ClientTransport#JAKARTA_REST}.
     */
    public DurableStreamsClientBuilder customize(UnaryOperator<ClientBuilder> customization) {
        UnaryOperator<ClientBuilder> before = customizer;
        customizer = builder -> customization.apply(before.apply(builder));
        return this;
    }

    /**
     * Changes the builder of the JDK's HTTP client before it is used: sets TLS or a proxy. Called once; only with
     * {@link ClientTransport#JAVA_NET_HTTP}.
     */
    public DurableStreamsClientBuilder customizeJdk(UnaryOperator<HttpClient.Builder> customization) {
        UnaryOperator<HttpClient.Builder> before = jdkCustomizer;
        jdkCustomizer = builder -> customization.apply(before.apply(builder));
        return this;
    }

    /**
     * The client. Looks for the implementations of JSON-P and the REST client with the class loader of this thread.
     *
     * @throws IllegalStateException if the transport is {@link ClientTransport#JAKARTA_REST} and there is no REST client
     */
    public DurableStreamsClient build() {
        ClientSettings settings = new ClientSettings(
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
        return new DurableStreamsClient(settings, newTransport());
    }

    private Transport newTransport() {
        if (inProcess != null) {
            return new InProcessTransport(inProcess);
        }
        return switch (transport) {
            case JAKARTA_REST -> restTransport();
            case JAVA_NET_HTTP -> {
                if (base.value().getHost() == null) {
                    throw new IllegalArgumentException(
                            "java.net.http refuses hosts with an underscore: use ClientTransport.JAKARTA_REST");
                }
                yield new JdkTransport(connectTimeout, jdkCustomizer);
            }
        };
    }

    private Transport restTransport() {
        try {
            // Without an API or an implementation this fails, and the first request would fail without a remedy.
            Object unused = ClientBuilder.newBuilder();
        } catch (RuntimeException | LinkageError absent) {
            throw new IllegalStateException(
                    "there is no Jakarta REST Client on the class path (" + absent.getMessage()
                            + "): add its API and an implementation, or choose ClientTransport.JAVA_NET_HTTP",
                    absent);
        }
        return new RestTransport(connectTimeout, customizer);
    }

    private static Duration positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive, not " + TimeText.of(value));
        }
        return value;
    }
}
