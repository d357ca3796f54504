package org.streamlistening.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.StreamLifetime;

/** Ten thousand small streams on disk: the number of open files, the time of a start, and the files left at the end. */
@Tag("load")
class ManyStreamsTest {

    private static final int STREAMS = 10_000;

    @TempDir
    private Path directory;

    @Test
    void keepsFewFilesOpenAndRemovesTheFilesOfDeletedStreams() throws IOException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (StoreHarness store = StoreHarness.openWithLargeFiles(directory)) {
            all(i -> create(store, i));
            all(i -> append(store, i));
            assertThat(openFiles()).as("open files of the store").hasSizeLessThan(300);
        }
        assertThat(openFiles())
                .as("files that a store which has ended left open")
                .isEmpty();
        assertThat(threads()).as("threads that a store which has ended left").isSubsetOf(before);
        long begin = System.nanoTime();
        try (StoreHarness store = StoreHarness.openWithLargeFiles(directory)) {
            System.out.println("ManyStreamsTest: started with " + STREAMS + " streams, from the journal, after "
                    + (System.nanoTime() - begin) / 1_000_000 + " ms");
            for (int i = 0; i < STREAMS; i += 100) {
                assertThat(store.read("s/" + i, 0)).isEqualTo(i + ";again");
            }
            assertThat(openFiles()).hasSizeLessThan(300);
            all(i -> store.streams().delete("s/" + i).toCompletableFuture());
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(streamFiles())
                            .as("files of streams that are deleted")
                            .isZero());
        }
    }

    private static CompletableFuture<CommittedChange> create(StoreHarness store, int i) {
        byte[] body = (i + ";").getBytes(StandardCharsets.US_ASCII);
        CreateRequest wanted = new CreateRequest(
                Optional.of(StoreHarness.TEXT), StreamLifetime.FOREVER, Optional.empty(), false, body);
        return store.streams().create("s/" + i, wanted);
    }

    private static CompletableFuture<CommittedChange> append(StoreHarness store, int i) {
        byte[] body = "again".getBytes(StandardCharsets.US_ASCII);
        AppendRequest bytes = new AppendRequest(Optional.of(StoreHarness.TEXT), body, false, null, null);
        return store.streams().find("s/" + i).append(bytes);
    }

    /** Sends all requests before it waits for any response. */
    private static void all(IntFunction<CompletableFuture<CommittedChange>> change) {
        List<CompletableFuture<CommittedChange>> changes = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            changes.add(change.apply(i));
        }
        changes.forEach(CompletableFuture::join);
    }

    private List<String> openFiles() throws IOException {
        List<String> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    Path target = Files.readSymbolicLink(descriptor);
                    if (target.startsWith(directory)) {
                        open.add(target.toString());
                    }
                } catch (NoSuchFileException closed) {
                    // By a checkpoint, since the list was read: therefore it is not open.
                }
            }
        }
        return open;
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("durable-streams-"))
                .toList();
    }

    private long streamFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("streams"))) {
            return files.filter(file ->
                            file.toString().endsWith(".data") || file.toString().endsWith(".index"))
                    .count();
        }
    }
}
