package org.streamlistening.internal.http.transport;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.Transport;
import org.streamlistening.internal.threads.BoundedThreadPool;
import org.streamlistening.internal.threads.ContextLoader;
import org.streamlistening.internal.threads.LibraryThreads;

/**
 * Sends requests with the HTTP client of the JDK. All connections share one client, because each client has own
 * threads.
 */
final class JdkTransport implements Transport {

    /**
     * The threads for the tasks of the client, which are short and wait for nothing. With a thread for each task, 1,000
     * responses that arrive together would start hundreds.
     */
    private static final int MAX_THREADS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    private static final System.Logger LOG = System.getLogger(JdkTransport.class.getName());

    // The default threads of the client would idle for a minute, also after its end, and keep the class loader of the
    // application.
    private final BoundedThreadPool threads;
    private final AtomicReference<@Nullable HttpClient> client;

    JdkTransport(Duration connectTimeout, UnaryOperator<HttpClient.Builder> customizer, LibraryThreads library) {
        // Not on the selector thread, although that is faster: some requests of 1,000 readers got no response there.
        threads = library.pool("durable-streams-http", MAX_THREADS);
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(connectTimeout).executor(threads);
        client = new AtomicReference<>(build(customizer
                .apply(builder)
                // A redirect may lead to another origin and would take the credentials along.
                .followRedirects(HttpClient.Redirect.NEVER)));
    }

    /** Builds the client with the system class loader, since its own thread inherits the context class loader. */
    private static HttpClient build(HttpClient.Builder builder) {
        return ContextLoader.get(ClassLoader.getSystemClassLoader(), builder::build);
    }

    @Override
    public Connection connect(Duration silence) {
        HttpClient open = client.get();
        if (open == null) {
            throw new CancellationException("the client was closed");
        }
        return new JdkConnection(open, silence);
    }

    @Override
    public void close() {
        // The reference is dropped: before JDK 21 the client ends only when it is collected.
        HttpClient ended = client.getAndSet(null);
        if (ended != null) {
            end(ended);
        }
        // No shutdown: requests that are being cancelled still need threads. Idle threads end now, others after their
        // task.
        threads.setKeepAlive(Duration.ZERO);
    }

    private static void end(HttpClient client) {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (NoSuchMethodException e) {
            LOG.log(System.Logger.Level.TRACE, "this JDK closes its HTTP clients when they are collected");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the HTTP client of the JDK could not be closed", e);
        }
    }
}
