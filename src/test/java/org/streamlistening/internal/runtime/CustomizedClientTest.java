package org.streamlistening.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.StreamListening;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.DurableStreamsClientBuilder;
import org.streamlistening.support.Application;

/** The injectable client of the application, which the application can customize. */
class CustomizedClientTest {

    private static final String URL = "durable-streams.url";
    private static final String TRANSPORT = "durable-streams.transport";

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getResponseHeaders().add("Content-Type", "text/plain");
            exchange.getResponseHeaders().add("Stream-Next-Offset", "7");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.setProperty(URL, "http://127.0.0.1:" + server.getAddress().getPort() + "/streams");
    }

    @AfterEach
    void stop() {
        server.stop(0);
        System.clearProperty(URL);
        System.clearProperty(TRANSPORT);
    }

    /** The additions of the application to every request. */
    @ApplicationScoped
    public static class Credentials {

        @Produces
        @StreamListening
        UnaryOperator<DurableStreamsClientBuilder> credentials() {
            return builder -> builder.header("Authorization", "Bearer of the test");
        }
    }

    /** A bean that writes to a stream. */
    @ApplicationScoped
    public static class Writer {

        @Inject
        DurableStreamsClient streams;

        public String end(String streamId) {
            return streams.head(streamId).nextOffset().value();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rest", "jdk"})
    void sendsWhatTheApplicationAdds(String transport) {
        System.setProperty(TRANSPORT, transport);
        try (Application application = new Application(Credentials.class, Writer.class)) {
            assertThat(application.container().select(Writer.class).get().end("s"))
                    .isEqualTo("7");
            assertThat(seen).containsExactly("Bearer of the test");
        }
    }
}
