package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.streamlistening.server.Http.TEXT;
import static org.streamlistening.server.Http.nextOffset;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The Cache-Control of responses, for shared and private caches. */
class CachesTest {

    private JettyServer server;
    private Http http;

    private void start(StreamAccess access) {
        server = JettyServer.start(ServerOptions.builder()
                .access(access)
                .maxReaders(1)
                .sseDuration(Duration.ofMillis(50))
                .build());
        http = new Http(server);
        http.put("/a", TEXT, "x");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void noSharedCacheKeepsAResponseThatAnAccessBeanPermits() {
        start((operation, id, request) -> true);
        String end = nextOffset(http.get("/a"));
        for (String query : List.of("", "?offset=" + end, "?live=sse&offset=-1")) {
            assertThat(cacheControl(http.get("/a" + query))).as(query).startsWith("private, ");
        }
    }

    @Test
    void aPublicResponseIsCachedForAllCallers() {
        start(StreamAccess.everything());
        String end = nextOffset(http.get("/a"));
        assertThat(cacheControl(http.get("/a"))).startsWith("public, max-age=");
        assertThat(cacheControl(http.get("/a?offset=" + end))).isEqualTo("public, no-cache");
        assertThat(cacheControl(http.get("/a?live=sse&offset=-1"))).isEqualTo("no-cache");
    }

    @Test
    void aResponseAfterNowIsNotCached() {
        start(StreamAccess.everything());
        CompletableFuture<HttpResponse<String>> first = http.getLater("/a?live=long-poll&offset=now");
        await().until(() -> http.get("/a?live=long-poll&offset=now").statusCode() == 429);
        http.post("/a", TEXT, "y");
        assertThat(first.join().body()).isEqualTo("y");
        assertThat(cacheControl(first.join())).isEqualTo("no-store");
        assertThat(first.join().headers().firstValue("ETag")).isEmpty();
    }

    private static String cacheControl(HttpResponse<?> response) {
        return response.headers().firstValue("Cache-Control").orElseThrow();
    }
}
