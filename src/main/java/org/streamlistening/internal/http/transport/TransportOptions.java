package org.streamlistening.internal.http.transport;

import jakarta.ws.rs.client.ClientBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.http.BaseUri;
import org.streamlistening.internal.http.ClientSettingsBuilder;
import org.streamlistening.internal.http.Transport;
import org.streamlistening.internal.threads.LibraryThreads;

/** The choice of a transport: the only place that knows which one a client uses. For one thread. */
public final class TransportOptions {

    /** A server in this process has no address. It sees only path and query of the URIs that are built on this one. */
    private static final BaseUri IN_PROCESS = new BaseUri(URI.create("http://in-process/"), "in this process");

    private final BaseUri base;
    private final @Nullable InProcessServer server;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private ClientTransport choice = ClientTransport.JAKARTA_REST;
    private UnaryOperator<ClientBuilder> restCustomizer = UnaryOperator.identity();
    private UnaryOperator<HttpClient.Builder> jdkCustomizer = UnaryOperator.identity();
    private LibraryThreads threads = LibraryThreads.unmanaged();

    /** Requests travel over HTTP. */
    public TransportOptions(BaseUri base) {
        this.base = base;
        this.server = null;
    }

    /** Requests go to a server in this process. All other options have no effect. */
    public TransportOptions(InProcessServer server) {
        this.base = IN_PROCESS;
        this.server = server;
    }

    public BaseUri base() {
        return base;
    }

    public void connectTimeout(Duration limit) {
        connectTimeout = ClientSettingsBuilder.positive("connectTimeout", limit);
    }

    /** Makes the threads of the client. */
    public void threads(ThreadFactory factory) {
        threads = LibraryThreads.of(factory);
    }

    public LibraryThreads threads() {
        return threads;
    }

    public void choose(ClientTransport transport) {
        choice = Objects.requireNonNull(transport);
    }

    /** Adds a customizer of {@link ClientTransport#JAKARTA_REST}, which runs after the earlier ones. */
    public void customizeRest(UnaryOperator<ClientBuilder> customizer) {
        UnaryOperator<ClientBuilder> earlier = restCustomizer;
        restCustomizer = builder -> customizer.apply(earlier.apply(builder));
    }

    /** Adds a customizer of {@link ClientTransport#JAVA_NET_HTTP}, which runs after the earlier ones. */
    public void customizeJdk(UnaryOperator<HttpClient.Builder> customizer) {
        UnaryOperator<HttpClient.Builder> earlier = jdkCustomizer;
        jdkCustomizer = builder -> customizer.apply(earlier.apply(builder));
    }

    /**
     * Makes the transport. Looks for implementations with the context class loader of the calling thread.
     *
     * @throws IllegalStateException if {@link ClientTransport#JAKARTA_REST} is chosen and there is no implementation
     * @throws IllegalArgumentException if {@link ClientTransport#JAVA_NET_HTTP} is chosen and rejects the host
     */
    public Transport build() {
        if (server != null) {
            return new InProcessTransport(server);
        }
        return switch (choice) {
            case JAKARTA_REST -> rest();
            case JAVA_NET_HTTP -> jdk();
        };
    }

    private Transport rest() {
        try {
            // Fails here with a remedy, instead of at the first request without one.
            Object unused = ClientBuilder.newBuilder();
        } catch (RuntimeException | LinkageError absent) {
            throw new IllegalStateException(
                    "there is no Jakarta REST Client on the class path (" + absent.getMessage()
                            + "): add its API and an implementation, or choose ClientTransport.JAVA_NET_HTTP",
                    absent);
        }
        return new RestTransport(connectTimeout, restCustomizer, threads);
    }

    private Transport jdk() {
        if (base.value().getHost() == null) {
            throw new IllegalArgumentException(
                    "java.net.http rejects hosts with an underscore: use ClientTransport.JAKARTA_REST");
        }
        return new JdkTransport(connectTimeout, jdkCustomizer, threads);
    }
}
