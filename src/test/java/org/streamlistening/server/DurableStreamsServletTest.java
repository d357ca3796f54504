package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.server.Http.JSON;
import static org.streamlistening.server.Http.TEXT;
import static org.streamlistening.server.Http.nextOffset;
import static org.streamlistening.server.Http.with;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurableStreamsServletTest {

    private static JettyServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        server = JettyServer.start(ServerOptions.builder()
                .access(StreamAccess.everything())
                .longPollTimeout(Duration.ofMillis(300))
                .maxBodyBytes(1000)
                .maxPageBytes(100)
                .build());
        http = new Http(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void createsAppendsReadsAndDeletes(TestInfo test) {
        String stream = path(test);
        HttpResponse<String> created = http.put(stream, JSON, "");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(header(created, "Location")).isEqualTo(http.uri(stream).toString());
        assertThat(header(created, "Content-Type")).isEqualTo("application/json");

        HttpResponse<String> appended = http.post(stream, JSON, "[{\"a\":1}, {\"b\" : 2}]");
        assertThat(appended.statusCode()).isEqualTo(204);
        assertThat(nextOffset(appended)).isGreaterThan(nextOffset(created)).matches("\\d{16}_\\d{16}");

        HttpResponse<String> read = http.get(stream);
        assertThat(read.body()).isEqualTo("[{\"a\":1},{\"b\" : 2}]");
        assertThat(nextOffset(read)).isEqualTo(nextOffset(appended));
        assertThat(header(read, "Stream-Up-To-Date")).isEqualTo("true");

        assertThat(http.send("DELETE", stream, new String[0], "").statusCode()).isEqualTo(204);
        assertThat(http.get(stream).statusCode()).isEqualTo(404);
        assertThat(http.send("HEAD", stream, new String[0], "").statusCode()).isEqualTo(404);
    }

    @Test
    void respondsToALongPollWithTheFirstBytesThatArrive(TestInfo test) {
        String stream = path(test);
        String start = nextOffset(http.put(stream, TEXT, "old"));
        CompletableFuture<HttpResponse<String>> poll = http.getLater(stream + "?live=long-poll&offset=" + start);
        http.post(stream, TEXT, "new");
        HttpResponse<String> response = poll.join();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("new");
        assertThat(header(response, "Stream-Cursor")).matches("\\d+");
    }

    @Test
    void respondsToALongPollWithoutDataWithNoContent(TestInfo test) {
        String stream = path(test);
        http.put(stream, TEXT, "old");
        HttpResponse<String> response = http.get(stream + "?live=long-poll&offset=now");
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(header(response, "Stream-Up-To-Date")).isEqualTo("true");
        assertThat(response.headers().firstValue("Stream-Closed")).isEmpty();
    }

    @Test
    void notifiesAWaitingReaderAtOnceThatTheStreamIsClosed(TestInfo test) {
        String stream = path(test);
        http.put(stream, TEXT, "all");
        CompletableFuture<HttpResponse<String>> poll = http.getLater(stream + "?live=long-poll&offset=now");
        http.post(stream, with(TEXT, "Stream-Closed", "true"), "");
        assertThat(poll.join().statusCode()).isEqualTo(204);
        assertThat(header(poll.join(), "Stream-Closed")).isEqualTo("true");
    }

    @Test
    void notifiesAWaitingReaderThatTheStreamWasDeleted(TestInfo test) {
        String stream = path(test);
        http.put(stream, TEXT, "all");
        CompletableFuture<HttpResponse<String>> poll = http.getLater(stream + "?live=long-poll&offset=now");
        http.send("DELETE", stream, new String[0], "");
        assertThat(poll.join().statusCode()).isIn(404, 204);
    }

    @Test
    void sendsALongStreamInPagesThatEndWithAMessage(TestInfo test) {
        String stream = path(test);
        http.put(stream, JSON, "");
        String large = "\"" + "x".repeat(150) + "\"";
        http.post(stream, JSON, "[" + "\"0123456789\",".repeat(20) + large + "]");
        HttpResponse<String> page = http.get(stream);
        assertThat(page.headers().firstValue("Stream-Up-To-Date")).isEmpty();
        assertThat(page.body()).isEqualTo("[" + "\"0123456789\",".repeat(6) + "\"0123456789\"]");
        StringBuilder all = new StringBuilder(page.body());
        while (page.headers().firstValue("Stream-Up-To-Date").isEmpty()) {
            page = http.get(stream + "?offset=" + nextOffset(page));
            all.append(page.body());
        }
        assertThat(all.toString().replace("][", ",")).isEqualTo("[" + "\"0123456789\",".repeat(20) + large + "]");
    }

    @Test
    void closesForGood(TestInfo test) {
        String stream = path(test);
        http.put(stream, TEXT, "");
        HttpResponse<String> closed = http.post(stream, with(TEXT, "Stream-Closed", "TRUE"), "last");
        assertThat(header(closed, "Stream-Closed")).isEqualTo("true");
        HttpResponse<String> late = http.post(stream, JSON, "{");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(header(late, "Stream-Closed")).isEqualTo("true");
        assertThat(nextOffset(late)).isEqualTo(nextOffset(closed));
        assertThat(http.put(stream, TEXT, "").statusCode()).isEqualTo(409);
        assertThat(http.put(stream, with(TEXT, "Stream-Closed", "true"), "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void rejectsAnInvalidAppendAndStoresNothingOfIt(TestInfo test) {
        String stream = path(test);
        String start = nextOffset(http.put(stream, JSON, ""));
        assertRejected(
                http.post(stream, JSON, "{\"a\":"), 400, "the body is not valid JSON: it has no value at byte 5");
        assertRejected(http.post(stream, JSON, "[]"), 400, "an empty JSON array appends nothing");
        assertRejected(http.post(stream, JSON, ""), 400, "the body is empty");
        assertRejected(http.post(stream, TEXT, "1"), 409, "the stream has another content type: application/json");
        assertRejected(http.post(stream, new String[0], "1"), 400, "a body needs a Content-Type header");
        assertRejected(http.post(stream, with(TEXT, TEXT), "1"), 400, "the header Content-Type is there twice");
        assertRejected(http.post(stream, JSON, "1".repeat(1001)), 413, "the body has more than 1000 bytes");
        assertThat(nextOffset(http.get(stream))).isEqualTo(start);
    }

    @Test
    void rejectsASequenceNumberThatIsNotGreater(TestInfo test) {
        String stream = path(test);
        http.put(stream, TEXT, "");
        assertThat(http.post(stream, with(TEXT, "Stream-Seq", "09"), "a").statusCode())
                .isEqualTo(204);
        assertThat(http.post(stream, with(TEXT, "Stream-Seq", "09"), "b").statusCode())
                .isEqualTo(409);
        assertThat(http.post(stream, with(TEXT, "Stream-Seq", "1"), "c").statusCode())
                .isEqualTo(204);
        assertThat(http.get(stream).body()).isEqualTo("ac");
    }

    @ParameterizedTest
    @CsvSource({
        "?offset=, 400",
        "?offset=7, 400",
        "?offset=HERE_0000000000000010, 400",
        "?offset=HERE_9999999999999999, 400",
        "?offset=HERE_0000000000000000, 200",
        "?offset=0000000000000000_0000000000000000, 200",
        "?offset=0000000000000000_0000000000000010, 410",
        "?offset=0000000000000000_000000000000000x, 400",
        "?offset=0000000000000001_0000000000000000, 410",
        "?offset=-1&offset=now, 400",
        "?live=long-poll, 400",
        "?live=telepathy&offset=-1, 400",
        "?offset=%ff, 400",
        "?other=1&other=2, 200"
    })
    void rejectsABadQuery(String query, int status, TestInfo test) {
        String stream = "/" + test.getTestMethod().orElseThrow().getName();
        String incarnation = nextOffset(http.put(stream, JSON, "[1,23]")).split("_", -1)[0];
        assertThat(http.get(stream + query.replace("HERE", incarnation)).statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "/__ds, 404",
        "/__ds/subscriptions/1, 404",
        "/, 404",
        "/a//b, 400",
        "/a/, 400",
        "/a%2Fb, 400",
        "/a/%2e%2e/b, 400",
        "/a;x=1, 400",
        "/%5f%5fds/x, 400",
        "/%ff, 400"
    })
    void rejectsAPathThatNamesNoStream(String path, int status) {
        assertThat(http.put(path, TEXT, "").statusCode()).isEqualTo(status);
    }

    @Test
    void rejectsAnOverlongPathAndAnUnknownMethod() {
        assertThat(http.put("/" + "x".repeat(1025), TEXT, "").statusCode()).isEqualTo(414);
        // 114 characters that become 1,026 when percent-encoded, and a name that is reserved as the first segment only.
        assertThat(http.put("/" + "%E6%97%A5".repeat(114), TEXT, "").statusCode())
                .isEqualTo(201);
        assertThat(http.put("/a/__ds/b", TEXT, "").statusCode()).isEqualTo(201);
        HttpResponse<String> patch = http.send("PATCH", "/x", TEXT, "");
        assertThat(patch.statusCode()).isEqualTo(405);
        assertThat(header(patch, "Allow")).contains("POST");
    }

    @Test
    void distinguishesStreamsByTheirDecodedPaths(TestInfo test) {
        String stream = path(test);
        assertThat(http.put(stream + "/%C3%A9+1", TEXT, "x").statusCode()).isEqualTo(201);
        assertThat(http.get(stream + "/%c3%a9%2B1").body()).isEqualTo("x");
    }

    @Test
    void sendsNothingThatTheClientHasAlready(TestInfo test) {
        String stream = path(test);
        http.put(stream, TEXT, "abc");
        String etag = header(http.get(stream), "ETag");
        assertThat(http.get(stream, "If-None-Match", "\"other\", " + etag).statusCode())
                .isEqualTo(304);
        http.post(stream, with(TEXT, "Stream-Closed", "true"), "");
        assertThat(http.get(stream, "If-None-Match", etag).statusCode()).isEqualTo(200);
    }

    @Test
    void sendsSecurityHeadersWithEveryResponse(TestInfo test) {
        for (HttpResponse<String> response : List.of(http.get("/none"), http.put(path(test), TEXT, ""))) {
            assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(response, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        }
    }

    private static void assertRejected(HttpResponse<String> response, int status, String reason) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(reason + "\n");
    }

    private static String path(TestInfo test) {
        return "/" + test.getTestMethod().orElseThrow().getName();
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
