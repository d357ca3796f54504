package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.server.Http.JSON;
import static org.streamlistening.server.Http.TEXT;
import static org.streamlistening.server.Http.nextOffset;
import static org.streamlistening.server.Http.with;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of responses for browsers and caches, and responses to HEAD (Protocol, sections 5.5, 10 and 12.7). */
class ResponseHeadersTest {

    private static final String HOME = "https://app.example";
    private static final String[] NONE = {};

    private static JettyServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        server = JettyServer.start(ServerOptions.builder()
                .access((operation, id, request) -> !id.equals("secret"))
                .corsOrigins(Set.of(HOME))
                .longPollTimeout(Duration.ofMillis(50))
                .sseDuration(Duration.ofMillis(50))
                .maxBodyBytes(10)
                .build());
        http = new Http(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void closeTheConnectionIfABodyWasNotRead() {
        http.put("/json", JSON, "");
        assertThat(http.post("/secret", TEXT, "unread").headers().firstValue("Connection"))
                .hasValue("close");
        assertThat(http.post("/json", JSON, "{").statusCode()).isEqualTo(400);
        assertThat(http.post("/json", JSON, "{").headers().firstValue("Connection"))
                .isEmpty();
        assertThat(http.get("/secret").headers().firstValue("Connection")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "Identity, identity", ""})
    void acceptABodyWithoutAContentCoding(String none) {
        http.put("/uncoded", TEXT, "");
        assertThat(http.post("/uncoded", with(TEXT, "Content-Encoding", none), "x")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void secureEachResponse() {
        http.put("/source", TEXT, "x");
        List<HttpResponse<String>> responses = new ArrayList<>(List.of(
                http.put("/every", TEXT, "a"),
                http.put("/every", TEXT, "a"),
                http.post("/every", TEXT, "b"),
                http.get("/every"),
                http.get("/every?offset=now"),
                http.get("/every?offset=now&live=long-poll"),
                http.get("/every?offset=-1&live=sse"),
                http.get("/every", "If-None-Match", "*"),
                http.send("HEAD", "/every", NONE, ""),
                http.send("HEAD", "/none", NONE, ""),
                http.send("OPTIONS", "/every", NONE, ""),
                http.send("PATCH", "/every", NONE, ""),
                http.get("/every?offset=x"),
                http.get("/secret"),
                http.get("/none"),
                http.get("/" + "x".repeat(1025)),
                http.put("/every", JSON, ""),
                http.post("/every", TEXT, "01234567890")));
        http.put("/fork", with(TEXT, "Stream-Forked-From", "/source"), "");
        http.send("DELETE", "/source", NONE, "");
        responses.add(http.get("/source"));
        responses.add(http.send("DELETE", "/every", NONE, ""));
        Set<Integer> statuses = new TreeSet<>();
        for (HttpResponse<String> response : responses) {
            statuses.add(response.statusCode());
            String which = response.request().method() + " " + response.uri() + ": " + response;
            assertThat(header(response, "X-Content-Type-Options")).as(which).isEqualTo("nosniff");
            assertThat(header(response, "Stream-Server")).as(which).isEqualTo("durable-streams-cdi");
            assertThat(header(response, "Cross-Origin-Resource-Policy"))
                    .as(which)
                    .isEqualTo("cross-origin");
            // A stream with the content type of a page must not become a page of the application.
            assertThat(header(response, "Content-Security-Policy")).as(which).isEqualTo("default-src 'none'; sandbox");
            assertThat(header(response, "Vary")).as(which).isEqualTo("Origin");
            if (response.statusCode() >= 400) {
                assertThat(header(response, "Cache-Control")).as(which).isEqualTo("no-store");
            }
        }
        assertThat(statuses).containsExactly(200, 201, 204, 304, 400, 401, 404, 405, 409, 410, 413, 414);
    }

    @Test
    void headReturnsTheHeadersWithoutABody() {
        HttpResponse<String> created = http.put("/head", with(JSON, "Stream-TTL", "3600"), "[1,2]");
        HttpResponse<String> head = http.send("HEAD", "/head", NONE, "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Type")).isEqualTo("application/json");
        assertThat(nextOffset(head)).isEqualTo(nextOffset(created));
        assertThat(header(head, "Stream-TTL")).isEqualTo("3600");
        assertThat(header(head, "Cache-Control")).isEqualTo("no-store");
        assertThat(head.headers().firstValue("Stream-Closed")).isEmpty();
        http.post("/head", with(JSON, "Stream-Closed", "true"), "");
        assertThat(header(http.send("HEAD", "/head", NONE, ""), "Stream-Closed"))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"a\", %s", "\"a\",W/%s , \"b\"", "*"})
    void respondsNotModifiedToAKnownTag(String known) {
        http.put("/etag", TEXT, "abc");
        HttpResponse<String> first = http.get("/etag");
        HttpResponse<String> again = http.get("/etag", "If-None-Match", known.formatted(header(first, "ETag")));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        for (String name : List.of("ETag", "Cache-Control", "Stream-Next-Offset", "Stream-Up-To-Date")) {
            assertThat(header(again, name)).as(name).isEqualTo(header(first, name));
        }
    }

    @Test
    void acceptsTagsInSeveralHeaderLines() {
        http.put("/lines", TEXT, "abc");
        String etag = header(http.get("/lines"), "ETag");
        assertThat(http.get("/lines", "If-None-Match", "\"a\"", "If-None-Match", etag)
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void sendsAnotherTagForAnotherResponse() {
        http.put("/tags", TEXT, "abc");
        Set<String> tags = new TreeSet<>();
        HttpResponse<String> whole = http.get("/tags");
        tags.add(header(whole, "ETag"));
        tags.add(header(http.get("/tags?offset=" + nextOffset(whole)), "ETag"));
        http.post("/tags", TEXT, "d");
        tags.add(header(http.get("/tags"), "ETag"));
        http.post("/tags", with(TEXT, "Stream-Closed", "true"), "");
        tags.add(header(http.get("/tags"), "ETag"));
        // The id and the bytes are the same, the stream is another one.
        http.send("DELETE", "/tags", NONE, "");
        http.put("/tags", TEXT, "abc");
        tags.add(header(http.get("/tags"), "ETag"));
        assertThat(tags).hasSize(5);
        assertThat(http.get("/tags?offset=now").headers().firstValue("ETag")).isEmpty();
    }

    @Test
    void allowsPagesOfConfiguredOrigins() {
        HttpResponse<String> preflight = http.send(
                "OPTIONS", "/cors", new String[] {"Origin", HOME, "Access-Control-Request-Method", "PUT"}, "");
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(header(preflight, "Access-Control-Allow-Origin")).isEqualTo(HOME);
        assertThat(header(preflight, "Access-Control-Allow-Methods")).contains("PUT", "POST", "DELETE", "HEAD");
        assertThat(header(preflight, "Access-Control-Allow-Headers"))
                .contains("Authorization", "Content-Type", "If-None-Match", "Stream-Seq", "Producer-Id");
        // A page must be able to read errors, too.
        HttpResponse<String> rejected = http.get("/secret", "Origin", HOME);
        assertThat(rejected.statusCode()).isEqualTo(401);
        assertThat(header(rejected, "Access-Control-Allow-Origin")).isEqualTo(HOME);
        assertThat(header(rejected, "Access-Control-Expose-Headers"))
                .contains("Stream-Next-Offset", "Stream-Earliest-Offset");
        // The server never uses cookies.
        assertThat(rejected.headers().map().keySet()).noneMatch("Access-Control-Allow-Credentials"::equalsIgnoreCase);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://app.example.evil.example", "http://app.example", "null", "https://app.example:444"})
    void rejectsPagesOfOtherOrigins(String origin) {
        HttpResponse<String> response = http.put("/other", with(TEXT, "Origin", origin), "");
        HttpResponse<String> preflight = http.send("OPTIONS", "/other", new String[] {"Origin", origin}, "");
        for (HttpResponse<String> each : List.of(response, preflight)) {
            assertThat(each.headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
        }
        assertThat(header(preflight, "Allow")).contains("GET", "PUT");
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
