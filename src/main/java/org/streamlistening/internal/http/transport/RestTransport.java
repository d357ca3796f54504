package org.streamlistening.internal.http.transport;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.Transport;
import org.streamlistening.internal.threads.ContextLoader;
import org.streamlistening.internal.threads.WaitingThreads;

/**
 * Over the Jakarta REST Client: filters, providers and TLS of the container apply.
 *
 * <p>One {@link Client} per request at the same time, because closing the client is the only portable way to end a call
 * that waits.
 */
final class RestTransport implements Transport {

    private static final System.Logger LOG = System.getLogger(RestTransport.class.getName());

    private final Duration connectTimeout;
    private final UnaryOperator<ClientBuilder> customizer;
    // Reads to the end what nobody else reads. Clients get it because without one RESTEasy makes one for the whole
    // server, which keeps the class loader of whichever application asked first.
    private final ExecutorService threads = WaitingThreads.perTask("durable-streams-rest");
    private final InterruptMonitor watch = new InterruptMonitor();
    // Readers ask on threads that have no class loader of the application, where no implementation would be found.
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

    public RestTransport(Duration connectTimeout, UnaryOperator<ClientBuilder> customizer) {
        this.connectTimeout = connectTimeout;
        this.customizer = customizer;
    }

    @Override
    public Connection connect(Duration silence) {
        RestClients clients =
                new RestClients(() -> ContextLoader.get(loader, () -> newClient(silence)), threads, silence);
        return new RestConnection(clients, this);
    }

    /** For what blocks. */
    InterruptMonitor watch() {
        return watch;
    }

    /** For what must not block its caller. */
    ExecutorService threads() {
        return threads;
    }

    private Client newClient(Duration silence) {
        ClientBuilder builder = ClientBuilder.newBuilder()
                .executorService(threads)
                .connectTimeout(connectTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(silence.toMillis(), TimeUnit.MILLISECONDS)
                // A redirect may lead to another origin and would take the credentials along; off by default in
                // RESTEasy, on in Jersey, and CXF has a property of its own.
                .property("jersey.config.client.followRedirects", false)
                .property("http.autoredirect", false);
        ClientBuilder customized = customizer
                .apply(builder)
                .register(new AsDeclared())
                // Filters of responses run from the highest priority down.
                .register(new UndecodedBody.Filter(), Integer.MAX_VALUE);
        sendOnlyOnce(customized);
        Client client = customized.build();
        ResponseHeadLimits.apply(client);
        return client;
    }

    /**
     * RESTEasy sends a GET up to three times more, at once and on its own, when its connection breaks. Whether and when
     * something is sent again is decided in this package only: after a pause, and never after {@link Connection#close()}.
     */
    private static void sendOnlyOnce(ClientBuilder builder) {
        try {
            builder.getClass().getMethod("disableAutomaticRetries").invoke(builder);
        } catch (ReflectiveOperationException e) {
            // Another implementation, where there is nothing to switch off.
            LOG.log(System.Logger.Level.TRACE, "not RESTEasy", e);
        }
    }

    @Override
    public void close() {
        // Each connection holds its own clients.
        watch.close();
        threads.shutdown();
    }

    /** Sends a content type as it was written: a {@link MediaType} loses blanks, and a server may compare the text. */
    static final class AsDeclared implements ClientRequestFilter {

        static final String CONTENT_TYPE = AsDeclared.class.getName();

        @Override
        public void filter(ClientRequestContext request) {
            Object type = request.getProperty(CONTENT_TYPE);
            if (type != null) {
                request.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, type);
            }
        }
    }
}
