package org.streamlistening.client;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Over the HTTP client of the JDK: one per transport, shared by all connections, because each has threads of its own. */
final class JdkTransport implements Transport {

    private static final System.Logger LOG = System.getLogger(JdkTransport.class.getName());

    private final HttpClient client;

    JdkTransport(Duration connectTimeout, UnaryOperator<HttpClient.Builder> customizer) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(connectTimeout);
        client = customizer
                .apply(builder)
                // A redirect may lead to another origin and would take the credentials along.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public Connection connect(Duration silence) {
        return new JdkConnection(client, silence);
    }

    @Override
    public void close() {
        try {
            // Only JDK 21 and newer can end a client; before that its thread ends when nobody refers to it any more.
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (NoSuchMethodException e) {
            LOG.log(System.Logger.Level.TRACE, "this JDK closes its HTTP clients when they are collected");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the HTTP client of the JDK could not be closed", e);
        }
    }
}
