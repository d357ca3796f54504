package org.streamlistening.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.streamlistening.Logged;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamException;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.server.EmbeddedServer;

/** The location of the server, or the reason why there is none. */
class ServerLocationTest {

    private static final Map<String, String> SWITCHED_ON = Map.of("durable-streams.embedded.enabled", "true");

    private final Recorded started = new Recorded();
    private final Recorded found = new Recorded();

    /** Records the paths of its requests. */
    private static final class Recorded implements InProcessServer {

        private final List<String> paths = new ArrayList<>();

        @Override
        public InProcessResponse send(InProcessRequest request) throws IOException {
            assertThat(request.header("Authorization")).isEmpty();
            paths.add(request.path());
            throw new IOException("this is all");
        }
    }

    private ServerLocation server(Map<String, String> configuration) {
        return new ServerLocation(
                new Settings(Configuration.of(configuration), Set.of(), Set.of()), () -> started, () -> {});
    }

    /** A servlet context that provides only attributes, and no address. */
    private static ServletContext context(Map<String, Object> attributes) {
        return (ServletContext) Proxy.newProxyInstance(
                ServletContext.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("getAttribute")) {
                        return attributes.get((String) arguments[0]);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private static void create(ServerLocation location) {
        try (DurableStreamsClient client =
                location.client().retry(RetryPolicy.never()).build()) {
            assertThatThrownBy(() -> client.create("a", CreateOptions.json())).isInstanceOf(StreamException.class);
        }
    }

    @Test
    void isTheEmbeddedServerBeforeAnyRequest() {
        create(server(SWITCHED_ON));
        assertThat(started.paths).containsExactly("/a");
    }

    @Test
    void isTheServerThatTheServletContainerStarted() {
        ServerLocation location = server(SWITCHED_ON);
        location.find(context(Map.of(EmbeddedServer.SERVER_ATTRIBUTE, found)));
        create(location);
        assertThat(found.paths).containsExactly("/a");
        assertThat(started.paths).isEmpty();
    }

    /** Of a request, only the servlet context counts. */
    @Test
    void warnsOnceIfTheServletContainerDidNotStartItAndStaysUsable() {
        ServerLocation location = server(SWITCHED_ON);
        try (Logged logged = Logged.warnings()) {
            location.check(context(Map.of()));
            location.check(context(Map.of()));
            assertThat(logged.sentences())
                    .singleElement()
                    .asString()
                    .startsWith("DS-007")
                    .contains("org.streamlistening.server.EmbeddedServer as a listener in web.xml");
        }
        create(location);
        assertThat(started.paths).containsExactly("/a");
    }

    @Test
    void doesNotWarnIfTheServletContainerStartedIt() {
        try (Logged logged = Logged.warnings()) {
            server(SWITCHED_ON).check(context(Map.of(EmbeddedServer.SERVER_ATTRIBUTE, found)));
            server(Map.of()).check(context(Map.of()));
            assertThat(logged.sentences()).isEmpty();
        }
    }

    @Test
    void isTheConfiguredServerBeforeAnyOther() {
        ServerLocation location = server(Map.of(
                "durable-streams.embedded.enabled", "true", "durable-streams.url", "http://localhost:1/elsewhere"));
        location.find(context(Map.of(EmbeddedServer.SERVER_ATTRIBUTE, found)));
        create(location);
        assertThat(found.paths).isEmpty();
        assertThat(started.paths).isEmpty();
    }

    @Test
    void failsIfNoServerIsConfigured() {
        assertThatThrownBy(server(Map.of())::client)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("DS-001");
    }
}
