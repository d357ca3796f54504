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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offsets of a stream that was deleted and created again under the same id. */
class RecreatedStreamTest {

    private static final String[] BYTES = {"Content-Type", "application/octet-stream"};
    private static final String[] NONE = {};

    private final ServerOptions.Builder options =
            ServerOptions.builder().access(StreamAccess.everything()).longPollTimeout(Duration.ofMillis(500));
    private JettyServer server;
    private Http http;

    @BeforeEach
    void start() {
        server = JettyServer.start(options.build());
        http = new Http(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart() {
        stop();
        start();
    }

    /** More, as many and fewer messages than the deleted stream had: its offsets are invalid in the new one. */
    @ParameterizedTest
    @ValueSource(strings = {"[1,2,3,4,5]", "[1,2,3]", "[1,2]", ""})
    void anOffsetOfADeletedStreamIsGone(String anew) {
        String old = nextOffset(http.put("/a", JSON, "[1,2,3]"));
        http.send("DELETE", "/a", NONE, "");
        http.put("/a", JSON, anew);
        assertGone("/a", old);
    }

    @Test
    void anOffsetOfAnExpiredStreamIsGone() {
        String old = nextOffset(http.put("/a", with(TEXT, "Stream-TTL", "1"), "abc"));
        // A HEAD request does not extend the lifetime, as a read does.
        await().until(() -> http.send("HEAD", "/a", NONE, "").statusCode() == 404);
        http.put("/a", TEXT, "defghi");
        assertGone("/a", old);
    }

    @Test
    void anOffsetFromBeforeARestartInMemoryIsGone() {
        String old = nextOffset(http.put("/a", TEXT, "abc"));
        restart();
        http.put("/a", TEXT, "defghi");
        assertGone("/a", old);
    }

    @Test
    void anOffsetFromBeforeADirectoryWasEmptiedIsGone(@TempDir Path first, @TempDir Path second) {
        options.store(first);
        restart();
        HttpResponse<String> created = http.put("/a", TEXT, "abc");
        String tag = http.get("/a").headers().firstValue("ETag").orElseThrow();
        options.store(second);
        restart();
        http.put("/a", TEXT, "def");
        assertGone("/a", nextOffset(created));
        assertThat(http.get("/a", "If-None-Match", tag).body()).isEqualTo("def");
    }

    @Test
    void readersContinueFromTheirOffsetsOnDiskAfterARestart(@TempDir Path directory) {
        options.store(directory);
        restart();
        String middle = nextOffset(http.put("/a", TEXT, "abc"));
        http.put("/fork", with(TEXT, "Stream-Forked-From", "/a", "Stream-Fork-Offset", middle), "x");
        http.post("/a", TEXT, "def");
        restart();
        assertThat(http.get("/a?offset=" + middle).body()).isEqualTo("def");
        assertThat(http.get("/fork?offset=" + middle).body()).isEqualTo("x");
        // The original offset is still valid.
        assertThat(http.put("/fork", with(TEXT, "Stream-Forked-From", "/a", "Stream-Fork-Offset", middle), "x")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aForkKnowsTheOffsetsOfItsLineageUpToWhereItBranchedOff() {
        String start = nextOffset(http.put("/a", TEXT, ""));
        String middle = nextOffset(http.post("/a", TEXT, "abc"));
        String end = nextOffset(http.post("/a", TEXT, "def"));
        http.put("/b", with(TEXT, "Stream-Forked-From", "/a", "Stream-Fork-Offset", middle), "");
        String own = nextOffset(http.post("/b", TEXT, "xyz"));
        http.put("/c", with(TEXT, "Stream-Forked-From", "/b"), "!");

        assertThat(nextOffset(http.get("/b?offset=" + start))).isEqualTo(own).isGreaterThan(middle);
        assertThat(http.get("/b?offset=" + start).body()).isEqualTo("abcxyz");
        assertThat(http.get("/b?offset=" + middle).body()).isEqualTo("xyz");
        assertThat(http.get("/c?offset=" + start).body()).isEqualTo("abcxyz!");
        assertThat(http.get("/c?offset=" + own).body()).isEqualTo("!");
        assertGone("/b", end);
        assertGone("/c", end);
        assertGone("/a", own);
        assertGone("/b", nextOffset(http.get("/c")));
    }

    /** The fork in the middle branched off later than the last one: that history does not belong to the last one. */
    @Test
    void aForkOfAForkHasNoMessagesAppendedToTheFirstStreamAfterItBranchedOff() {
        String branch = nextOffset(http.put("/a", TEXT, "abc"));
        String later = nextOffset(http.post("/a", TEXT, "def"));
        http.put("/middle", with(TEXT, "Stream-Forked-From", "/a"), "");
        http.put("/last", with(TEXT, "Stream-Forked-From", "/middle", "Stream-Fork-Offset", branch), "xyz");
        http.post("/last", TEXT, "123");
        assertThat(http.get("/middle?offset=" + later).body()).isEmpty();
        assertThat(http.get("/last?offset=" + branch).body()).isEqualTo("xyz123");
        assertGone("/last", later);
        assertThat(http.put("/next", with(TEXT, "Stream-Forked-From", "/last", "Stream-Fork-Offset", later), "")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aRecreatedForkIsAnotherStream() {
        String start = nextOffset(http.put("/a", TEXT, "abc"));
        String[] fork = with(TEXT, "Stream-Forked-From", "/a", "Stream-Fork-Offset", start);
        http.put("/b", fork, "");
        assertThat(nextOffset(http.get("/b"))).isEqualTo(start);
        String own = nextOffset(http.post("/b", TEXT, "xyz"));
        http.send("DELETE", "/b", NONE, "");
        http.put("/b", fork, "other");
        assertGone("/b", own);
        assertThat(http.get("/b?offset=" + start).body()).isEqualTo("other");
    }

    @Test
    void aForkOfAnOffsetOfAnotherStreamIsRejected() {
        String old = nextOffset(http.put("/a", TEXT, "abc"));
        http.send("DELETE", "/a", NONE, "");
        http.put("/a", TEXT, "abcdef");
        HttpResponse<String> rejected =
                http.put("/b", with(TEXT, "Stream-Forked-From", "/a", "Stream-Fork-Offset", old), "");
        assertThat(rejected.statusCode()).isEqualTo(400);
        assertThat(http.get("/b").statusCode()).isEqualTo(404);
    }

    @Test
    void zeroIsTheBeginningOfEveryStream() {
        http.put("/a", TEXT, "abc");
        assertThat(http.get("/a?offset=0000000000000000_0000000000000000").body())
                .isEqualTo("abc");
    }

    /** Some clients count offsets up by one, as the shipped Yjs server does. */
    @Test
    void anOffsetPlusOneIsTheSamePosition() {
        String middle = nextOffset(http.put("/a", BYTES, "hello "));
        String end = nextOffset(http.post("/a", BYTES, "world"));
        assertThat(http.get("/a?offset=" + plus(middle, 1)).body()).isEqualTo("world");
        HttpResponse<String> atTheEnd = http.get("/a?offset=" + plus(end, 1));
        assertThat(atTheEnd.body()).isEmpty();
        assertThat(nextOffset(atTheEnd)).isEqualTo(end);
        assertThat(http.get("/a?live=long-poll&offset=" + plus(end, 1)).statusCode())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "text/plain", "application/json"})
    void noOffsetLeadsIntoAMessage(String type) {
        String[] content = {"Content-Type", type};
        String start = nextOffset(http.put("/a", content, ""));
        String end = nextOffset(http.post("/a", content, "\"0123456789\""));
        for (long more = 0; !plus(start, more).equals(end); more++) {
            HttpResponse<String> response = http.get("/a?offset=" + plus(start, more));
            assertThat(response.statusCode()).isEqualTo(more < 10 ? 200 : 400);
            if (more < 10) {
                assertThat(response.body()).contains("\"0123456789\"");
            }
        }
    }

    @Test
    void aLongMessageOfBytesIsReadInPiecesWhoseOffsetsCanBeUsed() {
        options.maxPageBytes(100_000);
        restart();
        String body = "0123456789".repeat(30_000);
        http.put("/a", BYTES, "before");
        http.post("/a", BYTES, body);
        HttpResponse<String> page = http.get("/a");
        StringBuilder all = new StringBuilder(page.body());
        int pages = 1;
        while (page.headers().firstValue("Stream-Up-To-Date").isEmpty()) {
            page = http.get("/a?offset=" + nextOffset(page));
            assertThat(page.statusCode()).isEqualTo(200);
            all.append(page.body());
            pages++;
        }
        assertThat(all.toString()).isEqualTo("before" + body);
        assertThat(pages).isEqualTo(6);
    }

    @Test
    void namesTheEarliestOffset() {
        String start = nextOffset(http.put("/a", JSON, ""));
        http.post("/a", JSON, "[1,2]");
        for (String query : new String[] {"", "?offset=-1", "?offset=-1&live=long-poll"}) {
            assertThat(http.get("/a" + query).headers().firstValue("Stream-Earliest-Offset"))
                    .contains(start);
        }
        assertThat(http.get("/a?offset=" + start).headers().firstValue("Stream-Earliest-Offset"))
                .isEmpty();
    }

    private void assertGone(String stream, String offset) {
        HttpResponse<String> beginning = http.get(stream + "?offset=-1");
        String earliest =
                beginning.headers().firstValue("Stream-Earliest-Offset").orElseThrow();
        for (String live : new String[] {"", "&live=long-poll", "&live=sse"}) {
            HttpResponse<String> response = http.get(stream + "?offset=" + offset + live);
            assertThat(response.statusCode()).as("status" + live).isEqualTo(410);
            assertThat(response.headers().firstValue("Stream-Earliest-Offset")).contains(earliest);
            assertThat(response.headers().firstValue("Stream-Recreated")).contains("true");
            assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(response.headers().firstValue("Stream-Next-Offset")).isEmpty();
        }
    }

    /** The offset of a client that treats the second group of an offset as a number. */
    private static String plus(String offset, long more) {
        String[] groups = offset.split("_", -1);
        return groups[0] + "_" + String.format("%016d", Long.parseLong(groups[1]) + more);
    }
}
