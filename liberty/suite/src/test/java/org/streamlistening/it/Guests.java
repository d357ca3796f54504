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

/** Some sessions that make an application do all that the library can do for it at the same time, and never leave. */
final class Guests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SESSIONS = 3;
    private static final int MESSAGES = 5;
    private static final Untidy.Snapshot ALL_HEARD = new Untidy.Snapshot(MESSAGES, MESSAGES, "CONNECTING");

    private final String stream = "left/" + UUID.randomUUID();
    private final URI application;

    // Not with HTTP/2: what begins as a request to an application, and is upgraded, is that application's on Open
    // Liberty for as long as the connection is open.
    private final List<HttpClient> clients = Stream.generate(() -> HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .cookieHandler(new CookieManager())
                    .build())
            .limit(SESSIONS)
            .toList();

    Guests(URI application) {
        this.application = application;
    }

    /** Returns when all of them heard everything, and wait for more. */
    void come() {
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
                    .untilAsserted(() ->
                            assertThat(session.look(Untidy.Snapshot.class)).isEqualTo(ALL_HEARD));
        }
        for (SocketPage page : pages) {
            await().atMost(PATIENCE).until(() -> page.numbers().size() == MESSAGES);
        }
        assertThat(read("live=long-poll")).isNotDone();
        assertThat(read("live=sse")).isNotDone();
    }

    /** A reader at the embedded server itself. */
    private CompletableFuture<HttpResponse<String>> read(String live) {
        URI uri = application.resolve("streams/" + stream + "?offset=now&" + live);
        return clients.get(0).sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
