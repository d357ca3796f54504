package org.streamlistening.client;

import jakarta.json.bind.Jsonb;
import jakarta.ws.rs.client.ClientBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.http.BaseUri;
import org.streamlistening.internal.http.ClientSettingsBuilder;
import org.streamlistening.internal.http.transport.TransportOptions;

/**
 * Configures and builds a {@link DurableStreamsClient}. For one thread.
 *
 * @since 0.1
 */
public final class DurableStreamsClientBuilder {

    private final ClientSettingsBuilder settings = new ClientSettingsBuilder();
    private final TransportOptions transport;
    private @Nullable Jsonb jsonb;

    DurableStreamsClientBuilder(URI base) {
        this.transport = new TransportOptions(new BaseUri(base));
    }

    DurableStreamsClientBuilder(InProcessServer server) {
        this.transport = new TransportOptions(server);
    }

    /**
     * Sends this header with every request. A value may have printable characters of ISO-8859-1 and tabs. With any
     * other character, also in a computed header, each request fails with an {@link IllegalArgumentException} that does
     * not contain the value.
     */
    public DurableStreamsClientBuilder header(String name, String value) {
        settings.header(name, value);
        return this;
    }

    /**
     * Sends these headers, computed for each request on the thread that sends it. A later header replaces an earlier
     * one of the same name. After a 401 the headers are computed again, and the request is sent once more. An exception
     * of the supplier is a transient failure, unless it is a {@link StreamException} that is not retryable.
     */
    public DurableStreamsClientBuilder headers(Supplier<Map<String, String>> supplier) {
        settings.headers(supplier);
        return this;
    }

    /**
     * Sends this query parameter with every request. A parameter must not be a secret: URIs end up in logs.
     *
     * @throws IllegalArgumentException if the protocol itself has a parameter of that name
     */
    public DurableStreamsClientBuilder parameter(String name, String value) {
        settings.parameter(name, value);
        return this;
    }

    /** Sends these query parameters, computed for each request; parameters of the protocol itself are ignored. */
    public DurableStreamsClientBuilder parameters(Supplier<Map<String, String>> supplier) {
        settings.parameters(supplier);
        return this;
    }

    /**
     * Runs this after a 401, before the request is sent once more; it may drop a cached token. By default a request is
     * sent once more only if the client has computed {@link #headers}. Exceptions count as those of their supplier.
     */
    public DurableStreamsClientBuilder onUnauthorized(Runnable refresh) {
        settings.onUnauthorized(refresh);
        return this;
    }

    /** Whether responses may be compressed; {@code true} by default. */
    public DurableStreamsClientBuilder gzip(boolean allowed) {
        settings.gzip(allowed);
        return this;
    }

    /** The time limit of a connection attempt; 5 seconds by default. */
    public DurableStreamsClientBuilder connectTimeout(Duration limit) {
        transport.connectTimeout(limit);
        return this;
    }

    /** How long the server may send nothing during a request that does not wait for new data; 10 seconds by default. */
    public DurableStreamsClientBuilder requestTimeout(Duration limit) {
        settings.requestTimeout(limit);
        return this;
    }

    /** The time limit of a single operation with its retries; 30 seconds by default. */
    public DurableStreamsClientBuilder operationTimeout(Duration limit) {
        settings.operationTimeout(limit);
        return this;
    }

    /** How long a long-poll without {@link ReadOptions#timeout()} may wait for data; 30 seconds by default. */
    public DurableStreamsClientBuilder pollTimeout(Duration limit) {
        settings.pollTimeout(limit);
        return this;
    }

    /**
     * The longest batch of a reader, in bytes; 1 MiB by default. A longer response arrives in several batches. Only a
     * single JSON message may be longer, and text with line ends that arrives as an event stream.
     *
     * @throws IllegalArgumentException if it is less than 1024
     */
    public DurableStreamsClientBuilder maxChunkBytes(int limit) {
        settings.maxChunkBytes(limit);
        return this;
    }

    /**
     * The longest JSON message, event, or text with line ends that arrives as an event stream, in characters; 64 Mi by
     * default. A reader fails at a longer one with a {@link StreamDecodeException}.
     *
     * @throws IllegalArgumentException if it is less than 1024
     */
    public DurableStreamsClientBuilder maxMessageLength(int limit) {
        settings.maxMessageLength(limit);
        return this;
    }

    /**
     * How many bytes of incomplete messages all readers of this client may hold together; a quarter of the largest heap
     * ({@link Runtime#maxMemory()}) by default. A reader that needs more while others hold the rest releases its part
     * and fails with a {@link StreamException} that is {@linkplain StreamException#retryable() retryable}. A reader
     * that needs more than the limit alone fails with a {@link StreamDecodeException}. The first 16 KiB of each reader
     * do not count.
     *
     * @throws IllegalArgumentException if it is less than 1024
     */
    public DurableStreamsClientBuilder maxUnfinishedBytes(long limit) {
        settings.maxUnfinishedBytes(limit);
        return this;
    }

    /**
     * How long successful responses of another server, such as the maintenance page of a proxy, are a transient
     * failure ({@link StreamException#retryable()}); one hour by default. The time begins with the first of several
     * such responses in a row. Later ones are a {@link StreamDecodeException}; with zero, all.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public DurableStreamsClientBuilder maintenanceTimeout(Duration limit) {
        settings.maintenanceTimeout(limit);
        return this;
    }

    /** How single operations are retried; {@link RetryPolicy#defaults()} by default. */
    public DurableStreamsClientBuilder retry(RetryPolicy policy) {
        settings.retry(policy);
        return this;
    }

    /**
     * The HTTP client that carries the requests; {@link ClientTransport#JAKARTA_REST} by default. This option,
     * {@link #connectTimeout}, {@link #customize} and {@link #customizeJdk} have no effect for an in-process server.
     */
    public DurableStreamsClientBuilder transport(ClientTransport choice) {
        transport.choose(choice);
        return this;
    }

    /**
     * Makes the threads of this client, such as a {@code ManagedThreadFactory}: those of producers, and those that end
     * requests and carry them. By default they are virtual from JDK 24 on, else daemon threads. With
     * {@link ClientTransport#JAVA_NET_HTTP} the selector thread of the JDK's HTTP client is not one of them.
     */
    public DurableStreamsClientBuilder threadFactory(ThreadFactory factory) {
        transport.threads(factory);
        return this;
    }

    /**
     * Encodes the objects that are appended as JSON messages; a default one by default. The client does not close it.
     */
    public DurableStreamsClientBuilder jsonb(Jsonb binding) {
        jsonb = binding;
        return this;
    }

    /**
     * Changes the builder of each Jakarta REST client before its use: registers filters and providers, sets TLS. Runs
     * on the calling thread, once per reader and once per single operation at the same time; only with
     * {@link ClientTransport#JAKARTA_REST}.
     */
    public DurableStreamsClientBuilder customize(UnaryOperator<ClientBuilder> customization) {
        transport.customizeRest(customization);
        return this;
    }

    /**
     * Changes the builder of the JDK's HTTP client before its use: sets TLS or a proxy. Runs once; only with
     * {@link ClientTransport#JAVA_NET_HTTP}.
     */
    public DurableStreamsClientBuilder customizeJdk(UnaryOperator<HttpClient.Builder> customization) {
        transport.customizeJdk(customization);
        return this;
    }

    /**
     * Builds the client. Looks for implementations of JSON-P and the REST client with the context class loader of the
     * calling thread.
     *
     * @throws IllegalStateException if {@link ClientTransport#JAKARTA_REST} is chosen and there is no REST client
     * @throws IllegalArgumentException if {@link ClientTransport#JAVA_NET_HTTP} is chosen and the host has an
     *     underscore
     */
    public DurableStreamsClient build() {
        return new DurableStreamsClient(
                settings.build(transport.base()), transport.build(), transport.threads(), new JsonEncoder(jsonb));
    }
}
