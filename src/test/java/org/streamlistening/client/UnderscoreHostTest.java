package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Container networks use host names with an underscore. A proxy replaces the name service in this test. */
class UnderscoreHostTest {

    private static final URI BASE = URI.create("http://streams_server:4437/v1/");

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer proxy;

    @BeforeEach
    void start() throws IOException {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", this::respond);
        proxy.start();
    }

    @AfterEach
    void stop() {
        proxy.stop(0);
    }

    private void respond(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        requests.add(host + exchange.getRequestURI().getPath());
        boolean first = exchange.getRequestURI().getPath().endsWith("/s");
        exchange.getResponseHeaders().add("Stream-Next-Offset", "7");
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        if (first) {
            exchange.getResponseHeaders().add("Location", "http://STREAMS_SERVER:4437/v1/moved");
        }
        try (exchange) {
            exchange.sendResponseHeaders(first ? 307 : 200, -1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theRestTransportSendsRequestsToThemAndFollowsTheirRedirects() {
        try (DurableStreamsClient client = DurableStreamsClient.builder(BASE)
                .transport(ClientTransport.JAKARTA_REST)
                .customize(builder -> builder.property(
                                "org.jboss.resteasy.jaxrs.client.proxy.host",
                                proxy.getAddress().getHostString())
                        .property(
                                "org.jboss.resteasy.jaxrs.client.proxy.port",
                                String.valueOf(proxy.getAddress().getPort())))
                .build()) {
            assertThat(client.head("s").nextOffset().value()).isEqualTo("7");
        }
        assertThat(requests)
                .hasSize(2)
                .allMatch(request -> request.toLowerCase(Locale.ROOT).startsWith("streams_server:4437/v1/"));
    }

    @Test
    void javaNetHttpRejectsThemAtOnce() {
        DurableStreamsClientBuilder builder =
                DurableStreamsClient.builder(BASE).transport(ClientTransport.JAVA_NET_HTTP);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("underscore")
                .hasMessageContaining("JAKARTA_REST");
    }
}
