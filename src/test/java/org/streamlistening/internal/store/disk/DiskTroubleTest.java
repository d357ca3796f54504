package org.streamlistening.internal.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static org.streamlistening.server.Http.TEXT;
import static org.streamlistening.server.Http.nextOffset;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.server.Http;
import org.streamlistening.server.LoneServer;

/**
 * A full disk, and a failing one: the server rejects writes, still reads all acknowledged content, logs one line, and
 * recovers without a restart. The server is a process of its own: only a process can have a small disk, or a limit.
 */
@Tag("crash")
class DiskTroubleTest {

    private static final String STREAM = "/stream";
    private static final String PIECE = "0123456789abcdef".repeat(4096);

    private final StringBuilder acknowledged = new StringBuilder();
    private int pieces;

    @TempDir
    private Path directory;

    @Test
    void rejectsWritesThatDoNotFitAndContinuesWhenSpaceIsFree() throws Exception {
        try (TinyDisk disk = TinyDisk.mount(directory, "size=24m")) {
            disk.write("ballast", 12 << 20);
            Path store = disk.path().resolve("store");
            try (LoneServer server = new LoneServer(store, disk.within())) {
                Http http = server.http();
                http.put(STREAM, TEXT, "");
                HttpResponse<String> rejected = appendUntilRejected(http);
                assertThat(rejected.statusCode()).isEqualTo(507);
                assertThat(rejected.body()).isEqualTo("the disk is full\n");
                for (int i = 0; i < 20; i++) {
                    assertThat(append(http).statusCode()).isEqualTo(507);
                }
                assertThat(http.put("/another", TEXT, PIECE).statusCode()).isEqualTo(507);
                assertEverythingIsRead(http);
                assertThat(http.get("/another").statusCode()).isEqualTo(404);

                disk.delete("ballast");
                for (int i = 0; i < 20; i++) {
                    assertThat(append(http).statusCode()).isEqualTo(204);
                }
                assertThat(http.put("/another", TEXT, PIECE).statusCode()).isEqualTo(201);
                assertEverythingIsRead(http);
                assertLoggedOnce(server);
                server.kill();
            }
            try (LoneServer again = new LoneServer(store, disk.within())) {
                assertEverythingIsRead(again.http());
                assertThat(append(again.http()).statusCode()).isEqualTo(204);
            }
        }
    }

    @Test
    void startsOnAFullDiskReadsThereAndContinuesWhenSpaceIsFree() throws Exception {
        try (TinyDisk disk = TinyDisk.mount(directory, "size=24m")) {
            disk.write("ballast", 12 << 20);
            Path store = disk.path().resolve("store");
            try (LoneServer server = new LoneServer(store, disk.within())) {
                server.http().put(STREAM, TEXT, "");
                append(server.http());
                append(server.http());
                server.kill();
            }
            disk.fill("rest");
            try (LoneServer server = new LoneServer(store, disk.within())) {
                Http http = server.http();
                assertEverythingIsRead(http);
                assertThat(append(http).statusCode()).isEqualTo(507);
                assertEverythingIsRead(http);

                disk.delete("ballast");
                for (int i = 0; i < 20; i++) {
                    assertThat(append(http).statusCode()).isEqualTo(204);
                }
                assertEverythingIsRead(http);
                assertLoggedOnce(server);
                server.kill();
            }
            try (LoneServer again = new LoneServer(store, disk.within())) {
                assertEverythingIsRead(again.http());
            }
        }
    }

    /** A limit of the file size simulates a failing disk: from one write to the next, every write fails. */
    @Test
    void rejectsWhileWritesFailAndContinuesAfterwards() throws Exception {
        try (LoneServer server = new LoneServer(directory)) {
            Http http = server.http();
            http.put(STREAM, TEXT, "");
            assertThat(append(http).statusCode()).isEqualTo(204);
            limitFiles(server, "1000:");
            HttpResponse<String> rejected = append(http);
            assertThat(rejected.statusCode()).isEqualTo(503);
            assertThat(rejected.body()).isEqualTo("the disk has failed\n");
            assertThat(rejected.headers().firstValue("Retry-After")).contains("1");
            for (int i = 0; i < 20; i++) {
                assertThat(append(http).statusCode()).isEqualTo(503);
            }
            assertThat(http.send("DELETE", STREAM, new String[0], "").statusCode())
                    .isEqualTo(503);
            assertEverythingIsRead(http);

            limitFiles(server, "unlimited:");
            for (int i = 0; i < 20; i++) {
                assertThat(append(http).statusCode()).isEqualTo(204);
            }
            assertEverythingIsRead(http);
            assertLoggedOnce(server);
            server.kill();
        }
        try (LoneServer again = new LoneServer(directory)) {
            assertEverythingIsRead(again.http());
        }
    }

    @Test
    void doesNotStartWhereItCannotWriteAndSaysSo() throws Exception {
        try (TinyDisk disk = TinyDisk.mount(directory, "size=1m,ro");
                LoneServer server = new LoneServer(disk.path().resolve("store"), disk.within())) {
            assertThat(server.isReady()).isFalse();
            assertThat(server.lines())
                    .anyMatch(
                            line -> line.contains("DS-006: the embedded Durable Streams server cannot start: the stream"
                                    + " store " + disk.path().resolve("store") + " cannot be used"));
        }
    }

    private HttpResponse<String> appendUntilRejected(Http http) {
        HttpResponse<String> response = append(http);
        while (response.statusCode() == 204 && pieces < 1000) {
            response = append(http);
        }
        assertThat(pieces).isPositive();
        return response;
    }

    private HttpResponse<String> append(Http http) {
        String piece = pieces + ":" + PIECE;
        HttpResponse<String> response = http.post(STREAM, TEXT, piece);
        if (response.statusCode() == 204) {
            acknowledged.append(piece);
            pieces++;
        }
        return response;
    }

    private void assertEverythingIsRead(Http http) {
        StringBuilder read = new StringBuilder();
        HttpResponse<String> page = http.get(STREAM + "?offset=-1");
        read.append(page.body());
        while (page.headers().firstValue("Stream-Up-To-Date").isEmpty()) {
            page = http.get(STREAM + "?offset=" + nextOffset(page));
            assertThat(page.statusCode()).isEqualTo(200);
            read.append(page.body());
        }
        assertThat(read.compareTo(acknowledged))
                .as("read is what was acknowledged")
                .isZero();
        assertThat(nextOffset(http.send("HEAD", STREAM, new String[0], "")))
                .endsWith(String.format("_%015d0", acknowledged.length()));
    }

    private static void assertLoggedOnce(LoneServer server) {
        await().until(() -> logged(server, "can be written again").size() == 1);
        assertThat(logged(server, "cannot be written: all changes are rejected until it can"))
                .hasSize(1);
        // Nothing else: no stack trace, no second warning.
        assertThat(server.lines()).hasSize(2);
    }

    private static List<String> logged(LoneServer server, String what) {
        return server.lines().stream().filter(line -> line.contains(what)).toList();
    }

    private static void limitFiles(LoneServer server, String limit) throws IOException, InterruptedException {
        try {
            Process prlimit =
                    new ProcessBuilder("prlimit", "--pid", Long.toString(server.pid()), "--fsize=" + limit).start();
            assertThat(prlimit.waitFor()).isZero();
        } catch (IOException noSuchProgram) {
            assumeThat(noSuchProgram)
                    .as("prlimit is needed to make writes fail")
                    .isNull();
        }
    }
}
