package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.server.EmbeddedServer;

/** Where the streams are, or why nobody knows. */
class ServerTest {

    private static final Map<String, String> SWITCHED_ON = Map.of("durable-streams.embedded.enabled", "true");

    private static Server server(Map<String, String> configuration) {
        return new Server(new Settings(Configuration.of(configuration)));
    }

    /** The request of a web application whose servlet context has these attributes. */
    private static HttpServletRequest request(Map<String, Object> attributes) {
        ServletContext context =
                answering(ServletContext.class, (method, arguments) -> attributes.get(String.valueOf(arguments[0])));
        return answering(HttpServletRequest.class, (method, arguments) -> switch (method) {
            case "getServletContext" -> context;
            case "getLocalAddr" -> "127.0.0.1";
            case "getLocalPort" -> 8080;
            case "getContextPath" -> "/war";
            case "isSecure" -> false;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T answering(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.to(method.getName(), arguments)));
    }

    @Test
    void isTheEmbeddedOneWhereTheRequestCameIn() {
        Server server = server(SWITCHED_ON);
        server.learn(
                request(Map.of(EmbeddedServer.PATH_ATTRIBUTE, "/streams", EmbeddedServer.TOKEN_ATTRIBUTE, "a-token")));
        assertThat(server.url()).isEqualTo(URI.create("http://127.0.0.1:8080/war/streams"));
        assertThat(server.headers()).containsEntry("Authorization", "Bearer a-token");
    }

    @Test
    void isNotKnownBeforeTheFirstRequest() {
        assertThatThrownBy(server(SWITCHED_ON)::url)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("DS-003");
    }

    @Test
    void isMissedWhereTheServletContainerDidNotStartIt() {
        Server server = server(SWITCHED_ON);
        server.learn(request(Map.of()));
        assertThatThrownBy(server::url)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("DS-007")
                .hasMessageContaining("org.streamlistening.server.EmbeddedServer as a listener in web.xml");
    }

    @Test
    void isMissedWhereNobodyConfiguredOne() {
        Server server = server(Map.of());
        server.learn(request(Map.of()));
        assertThatThrownBy(server::url)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("DS-001");
    }
}
