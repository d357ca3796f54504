package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Sessions of an application that use all features of the library at once, and that the test never ends. */
final class ActiveSessions {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SESSIONS = 3;
    private static final int MESSAGES = 5;
    private static final UnstoppedListeners.Snapshot ALL_RECEIVED =
            new UnstoppedListeners.Snapshot(MESSAGES, MESSAGES, "CONNECTING");

    private final String stream = "left/" + UUID.randomUUID();
    private final URI application;

    // HTTP/1.1: on Open Liberty, a request that is upgraded to HTTP/2 ties its whole connection to the application that
    // received it.
    private final List<HttpClient> clients = Stream.generate(() -> HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .cookieHandler(new CookieManager())
                    .build())
            .limit(SESSIONS)
            .toList();

    ActiveSessions(URI application) {
        this.application = application;
    }

    /** Returns when every session has received all messages and waits for the next one. */
    void start() {
        List<Browser> sessions =
                clients.stream().map(client -> new Browser(application, client)).toList();
        Browser first = sessions.get(0);
        first.call("look");
        first.call("create", "stream", stream);
        sessions.forEach(session -> session.call("listen", "stream", stream));
        List<SocketPage> pages = clients.stream()
                .map(client -> SocketPage.open(client, application, stream, "", null))
                .toList();
        first.call("append", "stream", stream, "to", MESSAGES);
        for (Browser session : sessions) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(session.look(UnstoppedListeners.Snapshot.class))
                            .isEqualTo(ALL_RECEIVED));
        }
        for (SocketPage page : pages) {
            await().atMost(PATIENCE).until(() -> page.numbers().size() == MESSAGES);
        }
        assertThat(read("live=long-poll")).isNotDone();
        assertThat(read("live=sse")).isNotDone();
    }

    /** A live request to the embedded server, without the client of the library. */
    private CompletableFuture<HttpResponse<String>> read(String live) {
        URI uri = application.resolve("streams/" + stream + "?offset=now&" + live);
        return clients.get(0).sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
