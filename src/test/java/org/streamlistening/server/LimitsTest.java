package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.streamlistening.server.Http.JSON;
import static org.streamlistening.server.Http.TEXT;
import static org.streamlistening.server.Http.nextOffset;
import static org.streamlistening.server.Http.with;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of a server on streams, readers and bodies, and its retention. */
class LimitsTest {

    private final ServerOptions.Builder options =
            ServerOptions.builder().access(StreamAccess.everything()).longPollTimeout(Duration.ofSeconds(20));
    private JettyServer server;
    private Http http;

    private void start() {
        server = JettyServer.start(options.build());
        http = new Http(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void rejectsOneStreamMoreUntilAnotherOneIsDeleted() {
        options.maxStreams(2);
        start();
        http.put("/a", TEXT, "");
        http.put("/b", TEXT, "");
        HttpResponse<String> rejected = http.put("/c", TEXT, "");
        assertThat(rejected.statusCode()).isEqualTo(429);
        assertThat(rejected.body()).isEqualTo("there are 2 streams already\n");
        assertThat(rejected.headers().firstValue("Retry-After")).contains("60");
        // Repeating the creation of an existing stream succeeds and does not count.
        assertThat(http.put("/a", TEXT, "").statusCode()).isEqualTo(200);
        http.send("DELETE", "/b", new String[0], "");
        assertThat(http.put("/c", TEXT, "").statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"long-poll", "sse"})
    void rejectsOneLiveReaderMoreUntilAnotherOneEnds(String live) {
        options.maxReaders(1);
        start();
        http.put("/a", TEXT, "x");
        CompletableFuture<HttpResponse<String>> first = http.getLater("/a?live=long-poll&offset=now");
        await().until(() -> http.get("/a?live=" + live + "&offset=now").statusCode() == 429);
        HttpResponse<String> rejected = http.get("/a?live=" + live + "&offset=now");
        assertThat(rejected.body()).isEqualTo("1 readers wait already\n");
        assertThat(rejected.headers().firstValue("Retry-After")).contains("5");
        assertThat(rejected.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).isEqualToIgnoringCase("text/plain;charset=utf-8"));
        // A reader that receives data at once does not count as waiting.
        assertThat(http.get("/a?live=long-poll&offset=-1").body()).isEqualTo("x");
        assertThat(first).isNotDone();
        http.post("/a", with(TEXT, "Stream-Closed", "true"), "y");
        assertThat(first.join().body()).isEqualTo("y");
        assertThat(http.get("/a?live=" + live + "&offset=now").statusCode()).isNotEqualTo(429);
    }

    @Test
    void rejectsABodyThatExceedsTheLimitWhileItArrives() {
        options.maxBodyBytes(10);
        start();
        http.put("/a", TEXT, "");
        assertThat(http.postInPieces("/a", TEXT, "0123456789", "!").statusCode())
                .isEqualTo(413);
        assertThat(http.postInPieces("/a", TEXT, "01234", "56789").statusCode()).isEqualTo(204);
        assertThat(http.get("/a").body()).isEqualTo("0123456789");
        assertThat(http.put("/b", TEXT, "0123456789!").statusCode()).isEqualTo(413);
        assertThat(http.get("/b").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsTheConfiguredNumberOfMessages(boolean onDisk, @TempDir Path directory) {
        options.retention(new Retention(Optional.empty(), OptionalLong.of(3), OptionalLong.empty()));
        start(onDisk, directory);
        String start = nextOffset(http.put("/a", JSON, ""));
        String second = nextOffset(http.post("/a", JSON, "[1,2]"));
        http.post("/a", JSON, "[3,4,5]");
        assertGone(start, second);
        assertThat(http.get("/a").body()).isEqualTo("[3,4,5]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsTheLimitOfBytesInWholeMessages(boolean onDisk, @TempDir Path directory) {
        options.retention(new Retention(Optional.empty(), OptionalLong.empty(), OptionalLong.of(9)));
        start(onDisk, directory);
        String start = nextOffset(http.put("/a", TEXT, ""));
        http.post("/a", TEXT, "0123");
        String second = nextOffset(http.post("/a", TEXT, "4567"));
        http.post("/a", TEXT, "89abcd");
        assertGone(start, second);
        assertThat(http.get("/a").body()).isEqualTo("89abcd");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsMessagesUpToTheMaximumAge(boolean onDisk, @TempDir Path directory) {
        options.retention(
                new Retention(Optional.of(Duration.ofMillis(500)), OptionalLong.empty(), OptionalLong.empty()));
        start(onDisk, directory);
        String start = nextOffset(http.put("/a", TEXT, ""));
        String old = nextOffset(http.post("/a", TEXT, "old"));
        // The server removes old messages every few seconds.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> http.get("/a?offset=" + start).statusCode() == 410);
        assertGone(start, old);
        http.post("/a", TEXT, "young");
        assertThat(http.get("/a").body()).isEqualTo("young");
    }

    private void start(boolean onDisk, Path directory) {
        if (onDisk) {
            options.store(directory);
        }
        start();
    }

    private void assertGone(String offset, String earliest) {
        for (String live : new String[] {"", "&live=long-poll", "&live=sse"}) {
            HttpResponse<String> response = http.get("/a?offset=" + offset + live);
            assertThat(response.statusCode()).as("status" + live).isEqualTo(410);
            assertThat(response.headers().firstValue("Stream-Earliest-Offset")).contains(earliest);
            assertThat(response.body()).isEqualTo("this part of the stream is no longer kept\n");
        }
        assertThat(http.send("HEAD", "/a", new String[0], "").headers().firstValue("Stream-Earliest-Offset"))
                .contains(earliest);
    }
}
