package org.streamlistening.internal.http.transport;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.Transport;
import org.streamlistening.internal.threads.ContextLoader;
import org.streamlistening.internal.threads.LibraryThreads;

/**
 * Sends requests with the Jakarta REST Client: filters, providers and TLS of the container apply.
 *
 * <p>There is one {@link Client} per concurrent request, because closing the client is the only portable way to end a
 * blocked request.
 */
final class RestTransport implements Transport {

    private static final System.Logger LOG = System.getLogger(RestTransport.class.getName());

    private final Duration connectTimeout;
    private final UnaryOperator<ClientBuilder> customizer;
    // Drains unread bodies and closes aborted clients. Each client also gets this executor: by default RESTEasy makes
    // one
    // for the whole server, which keeps the class loader of the first application.
    private final ExecutorService threads;
    private final InterruptMonitor interrupts;
    // Readers send requests on threads whose class loader does not find an implementation of Jakarta REST.
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

    RestTransport(Duration connectTimeout, UnaryOperator<ClientBuilder> customizer, LibraryThreads library) {
        this.threads = library.perTask("durable-streams-rest");
        this.interrupts = new InterruptMonitor(library.named("durable-streams-rest-interrupts"));
        this.connectTimeout = connectTimeout;
        this.customizer = customizer;
    }

    @Override
    public Connection connect(Duration silence) {
        RestClients clients =
                new RestClients(() -> ContextLoader.get(loader, () -> newClient(silence)), threads, silence);
        return new RestConnection(clients, threads, interrupts);
    }

    private Client newClient(Duration silence) {
        ClientBuilder builder = ClientBuilder.newBuilder()
                .executorService(threads)
                .connectTimeout(connectTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(silence.toMillis(), TimeUnit.MILLISECONDS)
                // A redirect may lead to another origin and would take the credentials along. RESTEasy follows none by
                // default; Jersey and CXF have these properties.
                .property("jersey.config.client.followRedirects", false)
                .property("http.autoredirect", false);
        ClientBuilder customized = customizer
                .apply(builder)
                .register(new ContentTypeFilter())
                // Response filters run in descending order of priority.
                .register(new UndecodedBody.Filter(), Integer.MAX_VALUE);
        disableRetries(customized);
        Client client = customized.build();
        ResponseHeadLimits.apply(client);
        return client;
    }

    /**
     * Disables the retries of RESTEasy, which sends a GET up to three more times at once when its connection breaks.
     * Only {@link org.streamlistening.internal.http.RetrySequence} decides on retries: they come after a pause, and
     * never after {@link Connection#close()}.
     */
    private static void disableRetries(ClientBuilder builder) {
        try {
            builder.getClass().getMethod("disableAutomaticRetries").invoke(builder);
        } catch (ReflectiveOperationException e) {
            // Another implementation, which has no such retries.
            LOG.log(System.Logger.Level.TRACE, "the REST client is not RESTEasy", e);
        }
    }

    @Override
    public void close() {
        // Connections close their own clients.
        interrupts.close();
        threads.shutdown();
    }
}
