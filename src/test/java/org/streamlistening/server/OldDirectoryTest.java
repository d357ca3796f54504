package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.server.Http.JSON;
import static org.streamlistening.server.Http.TEXT;
import static org.streamlistening.server.Http.nextOffset;
import static org.streamlistening.server.Http.with;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A directory of a version whose offsets had no incarnation and no spare digit. Its streams are partly in its snapshot
 * and partly in its journal: {@code numbers} holds 1, 2 and 3, {@code fork} branched off behind 2, {@code long} is
 * 200,000 bytes in one message and many small ones, {@code text} holds "hello " and "world".
 */
class OldDirectoryTest {

    private static final String AFTER_TWO = old(4);
    private static final String AFTER_HELLO = old(6);

    @TempDir
    private Path directory;

    private JettyServer server;
    private Http http;

    @BeforeEach
    void unpack() throws IOException {
        try (InputStream file = OldDirectoryTest.class.getResourceAsStream("store-without-incarnations.zip");
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = directory.resolve(entry.getName());
                Files.createDirectories(target.getParent());
                Files.copy(zip, target);
            }
        }
        start();
    }

    private void start() {
        server = JettyServer.start(ServerOptions.builder()
                .access(StreamAccess.everything())
                .store(directory)
                .build());
        http = new Http(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readersContinueFromTheirOffsets() {
        assertThat(http.get("/numbers?offset=" + AFTER_TWO).body()).isEqualTo("[3]");
        assertThat(nextOffset(http.get("/numbers"))).isEqualTo(old(6));
        assertThat(http.get("/text?offset=" + AFTER_HELLO).body()).isEqualTo("world");
        assertThat(http.get("/fork?offset=" + AFTER_TWO).body()).isEqualTo("[\"own\"]");
        assertThat(nextOffset(http.get("/fork"))).isEqualTo(old(10));
        // The offsets between events.
        assertThat(http.get("/long?offset=" + old(65536)).statusCode()).isEqualTo(200);
        assertThat(http.get("/long?offset=" + old(65537)).statusCode()).isEqualTo(400);
        assertThat(http.get("/text?offset=" + old(7)).statusCode()).isEqualTo(400);
        assertThat(http.get("/numbers?offset=" + old(7)).statusCode()).isEqualTo(400);
    }

    @Test
    void itsStreamsContinueAsTheyAre() {
        assertThat(nextOffset(http.post("/numbers", JSON, "4"))).isEqualTo(old(8));
        HttpResponse<String> again = http.put(
                "/fork", with(JSON, "Stream-Forked-From", "/numbers", "Stream-Fork-Offset", AFTER_TWO), "[\"own\"]");
        assertThat(again.statusCode()).isEqualTo(200);
        stop();
        start();
        assertThat(http.get("/numbers?offset=" + old(6)).body()).isEqualTo("[4]");
    }

    @Test
    void aStreamThatIsCreatedInItHasAnIncarnation() {
        http.send("DELETE", "/numbers", new String[0], "");
        http.send("DELETE", "/fork", new String[0], "");
        http.put("/numbers", JSON, "[1,2,3,4]");
        http.put("/branch", with(TEXT, "Stream-Forked-From", "/text", "Stream-Fork-Offset", AFTER_HELLO), "own");
        String end = nextOffset(http.get("/branch"));
        for (int start = 0; start < 2; start++) {
            assertThat(http.get("/numbers?offset=" + AFTER_TWO).statusCode()).isEqualTo(410);
            assertThat(http.get("/branch?offset=" + AFTER_HELLO).body()).isEqualTo("own");
            assertThat(http.get("/branch?offset=" + old(11)).statusCode()).isEqualTo(410);
            assertThat(nextOffset(http.get("/branch?offset=" + AFTER_HELLO)))
                    .isEqualTo(end)
                    .isGreaterThan(old(11));
            stop();
            start();
        }
    }

    private static String old(int bytes) {
        return "0000000000000000_" + String.format("%016d", bytes);
    }
}
