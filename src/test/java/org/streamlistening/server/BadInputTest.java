package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invalid requests: each gets the status that the protocol defines and a reason in one line, and stores nothing. */
class BadInputTest {

    private static final String[] JSON = {"Content-Type: application/json"};
    private static final String[] TEXT = {"Content-Type: text/plain"};
    private static final String ANOTHER_OFFSET = "0000000000000000_000000000000000";

    private static JettyServer server;
    private static Http http;

    private String offset;

    /** An invalid request and its error response; the reason is null where the container responds in its own words. */
    private record Bad(String what, String request, int status, String reason) {
        @Override
        public String toString() {
            return what;
        }
    }

    @BeforeAll
    static void start() {
        server = JettyServer.start(ServerOptions.builder()
                .access(StreamAccess.everything())
                .maxBodyBytes(2000)
                .maxStreams(3)
                .build());
        http = new Http(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void createStreams() {
        http.put("/json", Http.JSON, "[1,22]");
        http.put("/text", Http.TEXT, "abc");
    }

    /** The offset that the server would give to a position in bytes. */
    private static String offsetOf(String stream, int bytes) {
        createStreams();
        String end = Http.nextOffset(http.get(stream));
        return end.substring(0, end.indexOf('_')) + String.format("_%015d0", bytes);
    }

    @BeforeEach
    void fill() {
        createStreams();
        offset = Http.nextOffset(http.get("/json"));
    }

    @ParameterizedTest
    @MethodSource({"bodies", "types", "offsets", "paths", "creations", "producers", "messages"})
    void isRejectedInOneLineAndStoresNothing(Bad bad) {
        Raw response = Raw.send(server.uri("/"), bad.request());
        assertThat(response.status()).as(response.toString()).isEqualTo(bad.status());
        assertThat(response.head() + response.body())
                .doesNotContain("Exception")
                .doesNotContain("\tat ");
        if (bad.reason() != null) {
            assertThat(response.body()).startsWith(bad.reason()).endsWith("\n").hasLineCount(1);
            assertThat(response.head().toLowerCase(Locale.ROOT))
                    .contains("x-content-type-options: nosniff")
                    .contains("cache-control: no-store")
                    .contains("content-type: text/plain");
        }
        assertThat(response.head()).doesNotContain("Injected");
        assertNothingStored();
    }

    private void assertNothingStored() {
        assertThat(http.get("/json").body()).isEqualTo("[1,22]");
        assertThat(Http.nextOffset(http.get("/json"))).isEqualTo(offset);
        assertThat(http.get("/text").body()).isEqualTo("abc");
        // The limit is three streams: this is the third.
        assertThat(http.put("/third", Http.TEXT, "").statusCode()).isEqualTo(201);
        assertThat(http.send("DELETE", "/third", new String[0], "").statusCode())
                .isEqualTo(204);
    }

    static Stream<Bad> bodies() {
        List<Bad> bad = new ArrayList<>();
        List.of("{\"a\":", "[1,]", "[1", "nul", "01", "1.", "-", "NaN", "{\"a\":1,}", "{a:1}", "{'a':1}", "\"open")
                .forEach(json -> bad.add(malformed(json)));
        List.of(
                        "\"\\x\"",
                        "\"\\u12g4\"",
                        "\"a\nb\"",
                        "1 2",
                        "1,2",
                        "1],[2",
                        "[1] 2",
                        ",",
                        "]",
                        "}",
                        "[1}",
                        "/**/1",
                        "\u00ef\u00bb\u00bf1")
                .forEach(json -> bad.add(malformed(json)));
        bad.add(malformed("[".repeat(1900)));
        bad.add(malformed("{\"a\":".repeat(300) + "1"));
        for (String notUtf8 : List.of("\"\u00ff\"", "\"\u00c0\u0080\"", "\"\u00ed\u00a0\u0080\"", "\"\u00e2\u0082\"")) {
            bad.add(new Bad(
                    "not UTF-8 " + notUtf8, post("/json", JSON, notUtf8), 400, "the body is not valid UTF-8 at"));
        }
        bad.add(new Bad("an empty array", post("/json", JSON, " [ ] "), 400, "an empty JSON array appends nothing"));
        bad.add(new Bad("white space", post("/json", JSON, " \n "), 400, "the body is not valid JSON"));
        bad.add(new Bad("an empty body", post("/json", JSON, ""), 400, "the body is empty"));
        bad.add(new Bad("no body at all", request("POST", "/json", JSON), 400, "the body is empty"));
        bad.add(new Bad(
                "not quite closed", post("/text", with(TEXT, "Stream-Closed: yes"), ""), 400, "the body is empty"));
        bad.add(new Bad("a body too large", post("/text", TEXT, "x".repeat(2001)), 413, "the body has more than 2000"));
        bad.add(new Bad(
                "a body of terabytes",
                request("POST", "/text", with(TEXT, "Content-Length: 9999999999999")),
                413,
                "the body has more than"));
        bad.add(new Bad(
                "a body too large in pieces",
                chunked("/text", TEXT, "7d1\r\n" + "x".repeat(2001) + "\r\n0\r\n\r\n"),
                413,
                "the body has more than"));
        bad.add(new Bad(
                "a body that breaks off",
                request("POST", "/text", with(TEXT, "Content-Length: 10")) + "12345",
                400,
                "the body did not arrive"));
        bad.add(new Bad("a piece that breaks off", chunked("/text", TEXT, "5\r\nabc"), 400, "the body did not arrive"));
        bad.add(new Bad("a piece of no length", chunked("/text", TEXT, "x\r\nabc\r\n0\r\n\r\n"), 400, null));
        bad.add(new Bad("a new stream with a bad body", put("/new", JSON, "{"), 400, "the body is not valid JSON"));
        return bad.stream();
    }

    private static Bad malformed(String json) {
        String shown = json.length() > 20 ? json.substring(0, 20) + "..." : json;
        return new Bad("JSON " + shown, post("/json", JSON, json), 400, "the body is not valid JSON: it ");
    }

    static Stream<Bad> types() {
        return Stream.of(
                new Bad("another type", post("/json", TEXT, "1"), 409, "the stream has another content type"),
                coded(post("/json", with(JSON, "Content-Encoding: gzip"), "1")),
                coded(put("/new", with(TEXT, "Content-Encoding: br"), "1")),
                coded(post("/text", with(TEXT, "Content-Encoding: gzip, gzip"), "1")),
                coded(post("/text", with(TEXT, "Content-Encoding: identity", "Content-Encoding: gzip"), "1")),
                new Bad("no type", post("/json", new String[0], "1"), 400, "a body needs a Content-Type header"),
                new Bad("an empty type", post("/json", new String[] {"Content-Type:"}, "1"), 400, null),
                new Bad(
                        "half a type",
                        put("/new", new String[] {"Content-Type: text"}, "1"),
                        400,
                        "the Content-Type is"),
                new Bad(
                        "a type with a list",
                        put("/new", new String[] {"Content-Type: a/b, c/d"}, "1"),
                        400,
                        "the Content-Type is not"),
                new Bad(
                        "a type with other characters",
                        put("/new", new String[] {"Content-Type: text/pl\u00e4in"}, "1"),
                        400,
                        "the Content-Type "),
                new Bad(
                        "a long type",
                        put("/new", new String[] {"Content-Type: a/" + "b".repeat(300)}, "1"),
                        400,
                        "the Content-Type is"),
                new Bad(
                        "two types",
                        post("/json", with(JSON, TEXT[0]), "1"),
                        400,
                        "the header Content-Type is there twice"));
    }

    static Stream<Bad> offsets() {
        List<Bad> bad = new ArrayList<>();
        for (String query : List.of(
                "offset=",
                "offset=7",
                "offset=-2",
                "offset=0x0",
                "offset=%00",
                "offset=now%0a",
                "offset=" + ANOTHER_OFFSET,
                "offset=" + ANOTHER_OFFSET + "00",
                "offset=1" + ANOTHER_OFFSET + "0",
                "offset=" + "9".repeat(400),
                "offset=%e2%98%83",
                "offset=%F0%9D%9F%8E")) {
            bad.add(new Bad(query, get("/json?" + query), 400, "the offset is not one that this server issues"));
            bad.add(new Bad(query + " live", get("/json?live=sse&" + query), 400, "the offset is not one that this"));
        }
        bad.add(new Bad("within a message", get("/json?offset=" + offsetOf("/json", 1)), 400, "the offset is not one"));
        bad.add(new Bad("behind the end", get("/json?offset=" + offsetOf("/json", 9)), 400, "the offset is after"));
        bad.add(new Bad(
                "behind the end, waiting",
                get("/json?live=long-poll&offset=" + offsetOf("/json", 9)),
                400,
                "the offset is after"));
        bad.add(new Bad(
                "of another stream",
                get("/json?offset=" + offsetOf("/text", 3)),
                410,
                "the offset belongs to an earlier stream"));
        bad.add(new Bad("two offsets", get("/json?offset=-1&offset=-1"), 400, "the parameter offset is there twice"));
        bad.add(new Bad(
                "two ways to live", get("/json?offset=-1&live=sse&live=sse"), 400, "the parameter live is there"));
        bad.add(new Bad("two cursors", get("/json?cursor=1&offset=-1&cursor=2"), 400, "the parameter cursor is there"));
        bad.add(new Bad("live nowhere", get("/json?live=sse"), 400, "a live read needs an offset"));
        bad.add(new Bad("live somehow", get("/json?live=SSE&offset=-1"), 400, "live must be long-poll or sse"));
        bad.add(new Bad("half a percent", get("/json?offset=%"), 400, null));
        bad.add(new Bad("not UTF-8", get("/json?offset=%ff"), 400, "the URL is not UTF-8"));
        return bad.stream();
    }

    static Stream<Bad> paths() {
        List<Bad> bad = new ArrayList<>();
        for (String path : List.of("/a%2Fb", "/a%2fb", "/%2f", "/a%5Cb", "/a;x=1", "/a;/b", "/json/..;/x")) {
            bad.add(new Bad(path, put(path, TEXT, "x"), 400, null));
        }
        for (String path : List.of("/a/../b", "/../etc/passwd", "/a/./b", "/a/%2e%2e/b", "/%2E%2E/b", "/a/.%2e")) {
            bad.add(new Bad(path, put(path, TEXT, "x"), 400, null));
        }
        for (String path : List.of("/a//b", "//a", "/a/")) {
            bad.add(new Bad(path, put(path, TEXT, "x"), 400, null));
        }
        for (String path : List.of("/a%00b", "/a%0d%0aInjected:%20yes", "/a%7fb", "/%c2%85")) {
            bad.add(new Bad(path, put(path, TEXT, "x"), 400, null));
        }
        for (String path : List.of("/%", "/%4", "/%zz", "/%ff", "/%c0%af", "/\u00e9", "/a\\b", "/a\tb")) {
            bad.add(new Bad(path, put(path, TEXT, "x"), 400, null));
        }
        bad.add(new Bad("no path", put("/", TEXT, "x"), 404, "the path names no stream"));
        bad.add(new Bad("a reserved path", put("/__ds/x", TEXT, "x"), 404, "__ds is reserved"));
        bad.add(new Bad("a reserved path, disguised", put("/%5F_ds/x", TEXT, "x"), 400, "the first segment of"));
        bad.add(new Bad("a path too long", put("/" + "x".repeat(1025), TEXT, "x"), 414, "the stream's id is longer"));
        bad.add(new Bad("a path far too long", put("/" + "x".repeat(20_000), TEXT, "x"), 414, null));
        bad.add(new Bad("an unknown method", request("BREW", "/json", TEXT), 405, "a stream has no such method"));
        bad.add(new Bad("TRACE", request("TRACE", "/json", TEXT), 405, "a stream has no such method"));
        return bad.stream();
    }

    static Stream<Bad> creations() {
        List<Bad> bad = new ArrayList<>();
        for (String ttl : List.of("-1", "+1", "01", "1.0", "1e3", "1s", "99999999999999999999", "\u00b9")) {
            bad.add(new Bad(
                    "TTL " + ttl, put("/new", with(TEXT, "Stream-TTL: " + ttl), "x"), 400, "Stream-TTL is not a"));
        }
        for (String end :
                List.of("tomorrow", "2030-01-01", "2030-13-01T00:00:00Z", "2030-01-01T00:00:00", "1893456000")) {
            bad.add(new Bad(
                    "end " + end,
                    put("/new", with(TEXT, "Stream-Expires-At: " + end), "x"),
                    400,
                    "Stream-Expires-At is not a time"));
        }
        bad.add(new Bad(
                "two ends",
                put("/new", with(TEXT, "Stream-TTL: 1", "Stream-Expires-At: 2030-01-01T00:00:00Z"), "x"),
                400,
                "a stream has either"));
        bad.add(new Bad(
                "two TTLs",
                put("/new", with(TEXT, "Stream-TTL: 1", "Stream-TTL: 2"), "x"),
                400,
                "the header Stream-T"));
        bad.add(fork("of nothing", 404, "there is no such stream to fork", "Stream-Forked-From: /none"));
        bad.add(fork("of a URL", 404, "the path names no stream", "Stream-Forked-From: http://elsewhere.example/json"));
        bad.add(fork("of above", 400, "a segment of", "Stream-Forked-From: /json/../text"));
        bad.add(fork("without a source", 400, "a fork needs the header", "Stream-Fork-Offset: -1"));
        bad.add(fork(
                "at no offset", 400, "the offset is not one", "Stream-Forked-From: /text", "Stream-Fork-Offset: 3"));
        bad.add(fork(
                "behind the end",
                400,
                "the offset of the fork is after",
                "Stream-Forked-From: /text",
                "Stream-Fork-Offset: " + offsetOf("/text", 4)));
        for (String sub : List.of("-1", "1.5", "x", "01", "99999999999999999999")) {
            bad.add(fork(
                    "sub-offset " + sub,
                    400,
                    "Stream-Fork-Sub-Offset must be",
                    "Stream-Forked-From: /text",
                    "Stream-Fork-Sub-Offset: " + sub));
        }
        bad.add(fork(
                "beyond the next append",
                400,
                "the fork's sub-offset goes further",
                "Stream-Forked-From: /text",
                "Stream-Fork-Offset: " + offsetOf("/text", 0),
                "Stream-Fork-Sub-Offset: 4"));
        bad.add(fork(
                "at an offset of another stream",
                400,
                "the offset belongs to an earlier stream",
                "Stream-Forked-From: /text",
                "Stream-Fork-Offset: " + offsetOf("/json", 2)));
        bad.add(new Bad("another configuration", put("/text", JSON, ""), 409, "the stream is there with another"));
        return bad.stream();
    }

    private static Bad fork(String what, int status, String reason, String... headers) {
        return new Bad("a fork " + what, put("/new", with(TEXT, headers), ""), status, reason);
    }

    static Stream<Bad> producers() {
        List<Bad> bad = new ArrayList<>();
        String together = "Producer-Id, Producer-Epoch and Producer-Seq come together";
        bad.add(producer("id alone", 400, together, "Producer-Id: p"));
        bad.add(producer("no id", 400, together, "Producer-Epoch: 0", "Producer-Seq: 0"));
        bad.add(producer(
                "an empty id", 400, "Producer-Id must", "Producer-Id:", "Producer-Epoch: 0", "Producer-Seq: 0"));
        bad.add(producer(
                "a long id",
                400,
                "Producer-Id must have",
                "Producer-Id: " + "p".repeat(257),
                "Producer-Epoch: 0",
                "Producer-Seq: 0"));
        for (String number : List.of("-1", "x", "0.5", "9007199254740992", "99999999999999999999", "")) {
            bad.add(producer(
                    "epoch " + number,
                    400,
                    "Producer-Epoch must be",
                    "Producer-Id: p",
                    "Producer-Epoch: " + number,
                    "Producer-Seq: 0"));
            bad.add(producer(
                    "seq " + number,
                    400,
                    "Producer-Seq must be",
                    "Producer-Id: p",
                    "Producer-Epoch: 0",
                    "Producer-Seq: " + number));
        }
        bad.add(producer(
                "two ids",
                400,
                "the header Producer-Id is there twice",
                "Producer-Id: p",
                "Producer-Id: p",
                "Producer-Epoch: 0",
                "Producer-Seq: 0"));
        bad.add(producer(
                "a gap",
                409,
                "the producer's requests have a gap",
                "Producer-Id: p",
                "Producer-Epoch: 0",
                "Producer-Seq: 1"));
        bad.add(producer(
                "two sequences", 400, "the header Stream-Seq is there twice", "Stream-Seq: 1", "Stream-Seq: 2"));
        return bad.stream();
    }

    private static Bad producer(String what, int status, String reason, String... headers) {
        return new Bad("a producer with " + what, post("/text", with(TEXT, headers), "x"), status, reason);
    }

    /** Messages that are not valid HTTP; the container rejects them. */
    static Stream<Bad> messages() {
        return Stream.of(
                new Bad("no host", "GET /json HTTP/1.1\r\nConnection: close\r\n\r\n", 400, null),
                new Bad("a bad host", "GET /json HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n", 400, null),
                new Bad("a bad line", "GET\r\n\r\n", 400, null),
                new Bad("a header without a name", post("/text", with(TEXT, ": x"), "x"), 400, null),
                new Bad(
                        "a header that goes on",
                        post("/text", with(TEXT, "Stream-Seq: 1\r\n Injected: yes"), "x"),
                        400,
                        null),
                new Bad("a header with a zero byte", post("/text", with(TEXT, "Stream-Seq: 1\u00002"), "x"), 400, null),
                new Bad(
                        "a header too large",
                        post("/text", with(TEXT, "Stream-Seq: " + "1".repeat(20_000)), "x"),
                        431,
                        null),
                new Bad("a length that is no number", lengthOf("ten"), 400, null),
                new Bad("a length with a sign", lengthOf("+1"), 400, null),
                new Bad("a length below zero", lengthOf("-1"), 400, null),
                new Bad("a length beyond numbers", lengthOf("99999999999999999999"), 400, null),
                new Bad("two lengths", post("/text", with(TEXT, "Content-Length: 2"), "x"), 400, null),
                new Bad(
                        "length and pieces",
                        request("POST", "/text", with(TEXT, "Content-Length: 1", "Transfer-Encoding: chunked"))
                                + "1\r\nx\r\n0\r\n\r\n",
                        400,
                        null));
    }

    private static Bad coded(String request) {
        return new Bad("a packed body", request, 415, "a body must come without a Content-Encoding");
    }

    private static String lengthOf(String length) {
        return request("POST", "/text", with(TEXT, "Content-Length: " + length)) + "x";
    }

    private static String get(String target) {
        return request("GET", target);
    }

    private static String put(String target, String[] headers, String body) {
        return request("PUT", target, with(headers, "Content-Length: " + body.length())) + body;
    }

    private static String post(String target, String[] headers, String body) {
        return request("POST", target, with(headers, "Content-Length: " + body.length())) + body;
    }

    private static String chunked(String target, String[] headers, String pieces) {
        return request("POST", target, with(headers, "Transfer-Encoding: chunked")) + pieces;
    }

    private static String request(String method, String target, String... headers) {
        StringBuilder request =
                new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    private static String[] with(String[] some, String... more) {
        return Http.with(some, more);
    }
}
