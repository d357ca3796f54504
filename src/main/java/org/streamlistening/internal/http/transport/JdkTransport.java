package org.streamlistening.internal.http.transport;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.Transport;
import org.streamlistening.internal.threads.ContextLoader;
import org.streamlistening.internal.threads.WaitingThreads;

/** Over the HTTP client of the JDK: one per transport, shared by all connections, because each has threads of its own. */
final class JdkTransport implements Transport {

    private static final System.Logger LOG = System.getLogger(JdkTransport.class.getName());

    // Those that the client would make itself wait a minute for work, also after its end, and with the class loader of
    // the application.
    private final ThreadPoolExecutor threads = WaitingThreads.pool("durable-streams-http");
    private final AtomicReference<@Nullable HttpClient> client;

    public JdkTransport(Duration connectTimeout, UnaryOperator<HttpClient.Builder> customizer) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(connectTimeout).executor(threads);
        client = new AtomicReference<>(build(customizer
                .apply(builder)
                // A redirect may lead to another origin and would take the credentials along.
                .followRedirects(HttpClient.Redirect.NEVER)));
    }

    /** The client has a thread of its own, which takes the class loader of its maker along. */
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
        // Not kept: before JDK 21 it ends when it is collected, which whoever keeps this would be in the way of.
        HttpClient ended = client.getAndSet(null);
        if (ended != null) {
            end(ended);
        }
        // Not shut down: what is being cancelled still needs some. Those that are idle end now, the others with their
        // task.
        threads.setKeepAliveTime(0, TimeUnit.NANOSECONDS);
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
