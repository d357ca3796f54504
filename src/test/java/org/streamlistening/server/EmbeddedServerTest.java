package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.streamlistening.server.Http.TEXT;
import static org.streamlistening.server.Http.with;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.embedded.OwnServerUrl;
import org.streamlistening.server.StreamAccess.Operation;

class EmbeddedServerTest {

    private static final String PREFIX = "durable-streams.embedded.";
    private static final String URL = "durable-streams.url";

    private final Map<String, String> set = new HashMap<>();

    @AfterEach
    void unsetProperties() {
        set.keySet().forEach(System::clearProperty);
    }

    @Test
    void startsOnlyIfConfigurationEnablesIt() {
        try (JettyServer server = JettyServer.startApplication(event -> {})) {
            assertThat(server.attribute(EmbeddedServer.SERVER_ATTRIBUTE)).isNull();
            assertThat(new Http(server).get("/streams/a").headers().firstValue("X-Content-Type-Options"))
                    .isEmpty();
        }
    }

    @Test
    void permitsOnlyTheApplicationItself() {
        configure("enabled", "true");
        try (JettyServer server = JettyServer.startApplication(event -> {})) {
            Http http = new Http(server);
            try (DurableStreamsClient own = server.client()) {
                assertThat(own.create("a", CreateOptions.defaults()).isNew()).isTrue();
                assertThat(own.head("a").closed()).isFalse();
            }
            assertThat(http.get("/streams/a").statusCode()).isEqualTo(401);
            assertThat(http.get("/streams/a").headers().firstValue("WWW-Authenticate"))
                    .contains("Bearer");
            assertThat(http.put("/streams/b", TEXT, "").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void permitsReadingToEveryCallerIfConfigured() {
        configure("enabled", "true");
        configure("access", "read");
        configure("path", "/public/streams/");
        try (JettyServer server = JettyServer.startApplication(event -> {})) {
            Http http = new Http(server);
            try (DurableStreamsClient own = server.client()) {
                own.create("a", CreateOptions.defaults().content(org.streamlistening.client.StreamContent.text("x")));
            }
            assertThat(http.get("/public/streams/a").body()).isEqualTo("x");
            assertThat(http.get("/public/streams/a")
                            .headers()
                            .firstValue("Cache-Control")
                            .orElseThrow())
                    .startsWith("public");
            assertThat(http.post("/public/streams/a", TEXT, "y").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void usesTheAccessThatTheApplicationSet() {
        configure("enabled", "true");
        StreamAccess mine = (operation, id, request) -> operation == Operation.CREATE && id.equals("mine/1");
        try (JettyServer server = JettyServer.startApplication(
                event -> event.getServletContext().setAttribute(EmbeddedServer.ACCESS_ATTRIBUTE, mine))) {
            Http http = new Http(server);
            assertThat(http.put("/streams/mine/1", TEXT, "").statusCode()).isEqualTo(201);
            assertThat(http.put("/streams/mine/2", TEXT, "").statusCode()).isEqualTo(401);
            assertThat(http.get("/streams/mine/1").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void namesTheOperationOfEachKindOfRequest() {
        configure("enabled", "true");
        List<String> requests = new CopyOnWriteArrayList<>();
        StreamAccess mine = (operation, id, request) -> {
            requests.add(operation + " " + id);
            return operation == Operation.CREATE || id.equals("open");
        };
        try (JettyServer server = JettyServer.startApplication(
                event -> event.getServletContext().setAttribute(EmbeddedServer.ACCESS_ATTRIBUTE, mine))) {
            Http http = new Http(server);
            http.put("/streams/open", TEXT, "x");
            http.put("/streams/secret", TEXT, "x");
            for (String method : List.of("GET", "HEAD", "POST", "DELETE")) {
                assertThat(http.send(method, "/streams/secret", TEXT, "").statusCode())
                        .as(method)
                        .isEqualTo(401);
            }
            // A fork reads its source, and the response must not reveal whether that source exists.
            for (String source : List.of("/streams/secret", "/streams/sec%72et", "/streams/none")) {
                assertThat(http.put("/streams/fork", with(TEXT, "Stream-Forked-From", source), "")
                                .statusCode())
                        .as(source)
                        .isEqualTo(401);
            }
            assertThat(http.put("/streams/fork", with(TEXT, "Stream-Forked-From", "/streams/open"), "")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(requests)
                    .contains("READ secret", "APPEND secret", "DELETE secret", "READ none", "READ open", "CREATE fork");
        }
    }

    @Test
    void reportsAllInvalidValuesAtOnce() {
        configure("enabled", "true");
        configure("long-poll-timeout", "soon");
        configure("max-streams", "many");
        assertThatThrownBy(() -> JettyServer.startApplication(event -> {}))
                .hasStackTraceContaining(
                        "DS-002: durable-streams.embedded.long-poll-timeout is 'soon', but must be a time span")
                .hasStackTraceContaining("DS-002: durable-streams.embedded.max-streams is 'many', but must be");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:9080/streams",
                "https://LOCALHOST/streams/",
                "http://app.localhost:1/streams",
                "http://127.0.0.1/streams",
                "http://127.1.2.3:9080/streams",
                "http://[::1]:9080/streams",
                "http://0.0.0.0:9080/streams",
                "http://localhost.:9080/streams",
                "http://[::ffff:127.0.0.1]/streams",
                "http://localhost//streams//",
                "http://localhost/other/../%73treams/.",
                "http://localhost/streams;v=1/",
                "http://localhost/streams/below/it"
            })
    void rejectsTheApplicationsOwnUrl(String url) {
        configure("enabled", "true");
        set.put(URL, url);
        System.setProperty(URL, url);
        assertThatThrownBy(() -> JettyServer.startApplication(event -> {}))
                .hasStackTraceContaining("DS-008: durable-streams.url leads to /streams on this machine");
        configure("enabled", "false");
        JettyServer.startApplication(event -> {}).close();
    }

    @Test
    void rejectsTheApplicationsOwnUrlByTheNameOfTheMachine() throws UnknownHostException {
        URI url = URI.create("http://" + InetAddress.getLocalHost().getHostName() + ":9080/app/streams");
        assertThat(new OwnServerUrl(Optional.of(url), "/app/streams").isOwn()).isTrue();
        assertThat(new OwnServerUrl(Optional.of(url), "/other/streams").isOwn()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:9080/other/streams",
                "http://localhost:9080/streams2",
                "http://streams.example.org/streams",
                "http://192.0.2.1/streams",
                "http://localhost:9080",
                "no URL at all"
            })
    void leavesAnotherServersUrlAlone(String url) {
        configure("enabled", "true");
        set.put(URL, url);
        System.setProperty(URL, url);
        JettyServer.startApplication(event -> {}).close();
    }

    /** On some servers, code of the application runs before the servlet container initializes the application. */
    @Test
    void isOneServerForAnyOrderOfCallers() {
        configure("enabled", "true");
        configure("access", "all");
        ClassLoader loader = EmbeddedServer.class.getClassLoader();
        DurableStreamsClient early = DurableStreamsClient.builder(EmbeddedServer.ofApplication(loader))
                .build();
        early.create("early", CreateOptions.json());
        try (early;
                JettyServer server = JettyServer.startApplication(event -> {})) {
            assertThat(new Http(server).get("/streams/early").statusCode()).isEqualTo(200);
            new Http(server).put("/streams/late", TEXT, "");
            assertThat(early.head("late").closed()).isFalse();
            assertThat(EmbeddedServer.ofApplication(loader))
                    .isSameAs(server.attribute(EmbeddedServer.SERVER_ATTRIBUTE));
            // Its servlet ends it.
            EmbeddedServer.release(loader);
            early.create("later", CreateOptions.json());
        }
        try (JettyServer again = JettyServer.startApplication(event -> {})) {
            assertThat(new Http(again).get("/streams/early").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void endsWithTheApplicationIfNoServletWasInitialized(@TempDir Path directory) {
        configure("store", directory.toString());
        ClassLoader loader = EmbeddedServer.class.getClassLoader();
        try (DurableStreamsClient own = DurableStreamsClient.builder(EmbeddedServer.ofApplication(loader))
                .retry(RetryPolicy.never())
                .build()) {
            own.create("a", CreateOptions.json());
            EmbeddedServer.release(loader);
            EmbeddedServer.release(loader);
            assertThatThrownBy(() -> own.head("a")).isInstanceOf(StreamException.class);
        }
        try (DurableStreamsClient again = DurableStreamsClient.builder(EmbeddedServer.ofApplication(loader))
                .build()) {
            assertThat(again.head("a").closed()).isFalse();
        } finally {
            EmbeddedServer.release(loader);
        }
    }

    @Test
    void keepsStreamsInTheConfiguredDirectory(@TempDir Path directory) {
        configure("enabled", "true");
        configure("access", "all");
        configure("store", directory.resolve("made").toString());
        try (JettyServer server = JettyServer.startApplication(event -> {})) {
            assertThat(new Http(server).put("/streams/a", TEXT, "kept").statusCode())
                    .isEqualTo(201);
        }
        try (JettyServer server = JettyServer.startApplication(event -> {})) {
            assertThat(new Http(server).get("/streams/a").body()).isEqualTo("kept");
        }
    }

    @Test
    void rejectsADirectoryOfAnotherApplicationAndDoesNotDisturbThatOne(@TempDir Path directory) {
        configure("enabled", "true");
        configure("access", "all");
        configure("store", directory.toString());
        try (JettyServer first = JettyServer.startApplication(event -> {})) {
            Http http = new Http(first);
            http.put("/streams/a", TEXT, "x");
            assertThatThrownBy(() -> JettyServer.startApplication(event -> {}))
                    .hasStackTraceContaining(
                            "DS-006: the embedded Durable Streams server cannot start: the stream store " + directory
                                    + " is in use: two servers cannot share one directory");
            assertThat(http.post("/streams/a", TEXT, "y").statusCode()).isEqualTo(204);
            assertThat(http.get("/streams/a").body()).isEqualTo("xy");
        }
        try (JettyServer second = JettyServer.startApplication(event -> {})) {
            assertThat(new Http(second).get("/streams/a").body()).isEqualTo("xy");
        }
    }

    @Test
    void reportsWhyADirectoryCannotBeUsed(@TempDir Path directory) throws IOException {
        configure("enabled", "true");
        configure("store", directory.toString());
        // The path of the lock file of the server.
        Files.createDirectory(directory.resolve("lock"));
        assertThatThrownBy(() -> JettyServer.startApplication(event -> {}))
                .hasStackTraceContaining("DS-006: the embedded Durable Streams server cannot start: the stream store "
                        + directory + " cannot be used (FileSystemException: ");
    }

    @Test
    void releasesADirectoryThatItCannotRead(@TempDir Path directory) throws IOException {
        configure("enabled", "true");
        configure("store", directory.toString());
        Path snapshot = Files.createDirectory(directory.resolve("snapshot-1"));
        assertThatThrownBy(() -> JettyServer.startApplication(event -> {}))
                .hasStackTraceContaining("DS-006: the embedded Durable Streams server cannot start: the stream store "
                        + directory + " ");
        Files.delete(snapshot);
        try (JettyServer server = JettyServer.startApplication(event -> {})) {
            assertThat(new Http(server).get("/streams/a").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void endsItsThreadsWithTheApplication() {
        configure("enabled", "true");
        configure("access", "all");
        try (JettyServer server = JettyServer.startApplication(event -> {})) {
            Http http = new Http(server);
            http.put("/streams/a", TEXT, "x");
            http.getLater("/streams/a?live=long-poll&offset=now");
            http.post("/streams/a", TEXT, "y");
        }
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("durable-streams-server")));
    }

    private void configure(String key, String value) {
        set.put(PREFIX + key, value);
        System.setProperty(PREFIX + key, value);
    }
}
