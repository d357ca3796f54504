package org.streamlistening.internal.store.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.streamlistening.internal.engine.StoreHarness.JSON;
import static org.streamlistening.internal.engine.StoreHarness.TEXT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.DurableStream;
import org.streamlistening.internal.engine.StoreHarness;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StreamStore;
import org.streamlistening.internal.store.files.FrameChecksum;
import org.streamlistening.internal.store.files.JournalFrame;
import org.streamlistening.internal.store.files.JournalReader;
import org.streamlistening.internal.store.files.StoreKey;
import org.streamlistening.internal.threads.ServerThreads;
import org.streamlistening.server.LoneServer;
import org.streamlistening.server.Retention;

class DiskStoreTest {

    @TempDir
    private Path directory;

    @Test
    void keepsBytesOffsetsClosureAndSequences() {
        long middle;
        try (StoreHarness store = StoreHarness.open(directory)) {
            store.create("a", JSON, "[1,{\"b\":2}]");
            middle = store.append("a", "3", null, "07", false).tail();
            store.append("a", "[4,5]", null, null, true);
        }
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThat(store.read("a", 0)).isEqualTo("1,{\"b\":2},3,4,5");
            assertThat(store.read("a", middle)).isEqualTo("4,5");
            assertThat(store.state("a").closed()).isTrue();
            assertThat(store.state("a").seq()).isEqualTo("07");
            assertThat(store.state("a").messages()).isEqualTo(5);
            assertThatThrownBy(() -> store.append("a", "6")).hasMessageContaining("closed");
            assertThatThrownBy(() -> store.read("a", middle - 1)).hasMessageContaining("not one that this stream");
        }
    }

    @Test
    void recognisesARepeatedRequestOfAProducer() {
        ProducerRequest first = new ProducerRequest("p", 3, 0);
        try (StoreHarness store = StoreHarness.open(directory)) {
            store.create("a", TEXT, "");
            assertThat(store.append("a", "x", first, null, false).news()).isTrue();
        }
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThat(store.append("a", "x", first, null, false).news()).isFalse();
            assertThat(store.append("a", "y", new ProducerRequest("p", 3, 1), null, true)
                            .news())
                    .isTrue();
            assertThatThrownBy(() -> store.append("a", "z", new ProducerRequest("p", 2, 0), null, false))
                    .hasMessageContaining("newer epoch");
        }
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThat(store.append("a", "y", new ProducerRequest("p", 3, 1), null, true)
                            .news())
                    .isFalse();
            assertThat(store.read("a", 0)).isEqualTo("xy");
        }
    }

    @Test
    void keepsForksAndTheirSources() {
        try (StoreHarness store = StoreHarness.open(directory)) {
            store.create("source", TEXT, "0123456789");
            store.fork("fork", "source", 4);
            store.append("fork", "ab");
            store.fork("fork of fork", "fork", 5);
            store.append("fork of fork", "!");
            store.delete("source");
            store.delete("fork");
        }
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThat(store.read("fork of fork", 0)).isEqualTo("0123a!");
            assertThatThrownBy(() -> store.read("source", 0)).hasMessageContaining("deleted");
            store.delete("fork of fork");
            assertThatThrownBy(() -> store.read("source", 0)).hasMessageContaining("no such stream");
        }
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThatThrownBy(() -> store.read("fork", 0)).hasMessageContaining("no such stream");
            assertThat(streamFiles()).isEmpty();
        }
    }

    @Test
    void keepsLifetimes() {
        StreamLifetime hour = new StreamLifetime(OptionalLong.of(3600), Optional.empty());
        StreamLifetime over = new StreamLifetime(OptionalLong.of(0), Optional.empty());
        try (StoreHarness store = StoreHarness.open(directory)) {
            store.create("long", TEXT, "x", Optional.empty(), hour);
            store.create("short", TEXT, "x", Optional.empty(), over);
        }
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThat(store.streams().find("long").config().lifetime()).isEqualTo(hour);
            assertThatThrownBy(() -> store.streams().readable("short")).hasMessageContaining("no such stream");
        }
    }

    @Test
    void restoresTheFilesOfStreamsFromTheJournal() throws IOException {
        try (StoreHarness store = StoreHarness.open(directory)) {
            store.create("a", JSON, "[1,2]");
            store.append("a", "\"" + "x".repeat(2000) + "\"");
            store.append("a", "3");
        }
        for (Path file : streamFiles()) {
            Files.delete(file);
        }
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThat(store.read("a", 0)).isEqualTo("1,2,\"" + "x".repeat(2000) + "\",3");
        }
    }

    @Test
    void continuesThroughManyCheckpointsAndSegments() {
        StringBuilder all = new StringBuilder();
        for (int round = 0; round < 5; round++) {
            try (StoreHarness store = StoreHarness.open(directory)) {
                if (round == 0) {
                    store.create("a", TEXT, "");
                }
                for (int i = 0; i < 100; i++) {
                    String next = round + ":" + i + "-" + "y".repeat(i) + ";";
                    store.append("a", next);
                    all.append(next);
                }
                assertThat(store.read("a", 0)).isEqualTo(all.toString());
            }
        }
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThat(store.read("a", 0)).isEqualTo(all.toString());
            await().untilAsserted(() -> assertThat(files("journal-")).hasSize(1));
        }
    }

    @Test
    void cutsATornTailWhereverItIsTorn(@TempDir Path copies) throws IOException {
        try (StoreHarness store = StoreHarness.open(directory)) {
            store.create("a", TEXT, "one");
        }
        int begin;
        int end;
        try (StoreHarness store = StoreHarness.open(directory)) {
            begin = (int) end();
            store.append("a", "two");
            int length = ByteBuffer.wrap(Files.readAllBytes(lastJournal())).getInt(begin);
            end = begin + JournalFrame.HEADER + length;
        }
        for (int cut = begin; cut < end; cut += 4) {
            Path torn = copy(copies.resolve("cut-" + cut));
            Path journal = torn.resolve(lastJournal().getFileName());
            byte[] bytes = Files.readAllBytes(journal);
            Arrays.fill(bytes, cut, bytes.length, (byte) 0x5a);
            Files.write(journal, bytes);
            try (StoreHarness store = StoreHarness.open(torn)) {
                assertThat(store.read("a", 0)).as("cut at byte %s", cut).isEqualTo("one");
                store.append("a", "three");
            }
            try (StoreHarness store = StoreHarness.open(torn)) {
                assertThat(store.read("a", 0)).isEqualTo("onethree");
            }
        }
    }

    @Test
    void rejectsToStartOnADamagedSnapshot() throws IOException {
        try (StoreHarness store = StoreHarness.open(directory)) {
            store.create("a", TEXT, "one");
        }
        try (StoreHarness store = StoreHarness.open(directory)) {
            await().untilAsserted(() -> assertThat(files("snapshot-2")).hasSize(1));
        }
        try (FileChannel snapshot = FileChannel.open(directory.resolve("snapshot-2"), StandardOpenOption.WRITE)) {
            snapshot.truncate(snapshot.size() - 1);
        }
        assertThatThrownBy(() -> StoreHarness.open(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("snapshot-2 is not whole");
    }

    @Test
    void rejectsADirectoryThatAnotherServerUses() {
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThatThrownBy(() -> StoreHarness.open(directory)).hasMessageContaining("is in use");
            store.create("a", TEXT, "still fine");
            // A rejected store of this process has not released the lock of the first one.
            try (LoneServer another = new LoneServer(directory)) {
                assertThat(another.isReady()).isFalse();
                assertThat(another.lines()).anyMatch(line -> line.contains("is in use"));
            }
        }
        StoreHarness.open(directory).close();
    }

    @Test
    void keepsItsDirectoryUntilTheLastWriteIsDone() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ForgetfulDisk disk = new ForgetfulDisk(directory)) {
            StoreHarness store = StoreHarness.open(disk.root());
            store.create("a", TEXT, "");
            disk.beforeForce(path -> {
                busy.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException interrupted) {
                    throw new IOException(interrupted);
                }
            });
            AppendRequest last = new AppendRequest(Optional.of(TEXT), "last".getBytes(UTF_8), false, null, null);
            CompletableFuture<CommittedChange> append =
                    store.streams().find("a").append(last);
            busy.await();
            Thread closing = new Thread(store::close, "closing");
            closing.start();
            await().until(() -> closing.getState() == Thread.State.WAITING);
            closing.interrupt();
            await().until(() ->
                    !closing.isAlive() || (!closing.isInterrupted() && closing.getState() == Thread.State.WAITING));
            assertThatThrownBy(() -> StoreHarness.open(directory)).hasMessageContaining("is in use");
            goOn.countDown();
            closing.join();
            assertThat(append).isCompleted();
        }
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThat(store.read("a", 0)).isEqualTo("last");
        }
    }

    @Test
    void deletesTheFilesOfRemovedMessages() throws IOException {
        Retention last100 = new Retention(Optional.empty(), OptionalLong.empty(), OptionalLong.of(1500));
        try (StoreHarness store = StoreHarness.open(directory, last100)) {
            store.create("a", TEXT, "");
            for (int i = 0; i < 100; i++) {
                store.append("a", "z".repeat(100));
            }
            assertThat(store.streams().find("a").content().earliest()).isEqualTo(8500);
            await().untilAsserted(() -> assertThat(streamFiles()).hasSizeLessThanOrEqualTo(6));
            assertThatThrownBy(() -> store.read("a", 0)).hasMessageContaining("no longer kept");
        }
        try (StoreHarness store = StoreHarness.open(directory, last100)) {
            assertThat(store.streams().find("a").content().earliest()).isEqualTo(8500);
            assertThat(store.read("a", 8500)).hasSize(1500);
        }
    }

    @Test
    void neverRestoresMessagesThatWereTooOld() {
        Instant[] now = {Instant.parse("2030-01-01T00:00:00Z")};
        Retention hundredSeconds =
                new Retention(Optional.of(Duration.ofSeconds(100)), OptionalLong.empty(), OptionalLong.empty());
        try (StoreHarness store = StoreHarness.open(directory, hundredSeconds, () -> now[0])) {
            store.create("busy", TEXT, "old");
            store.create("quiet", TEXT, "old");
            now[0] = now[0].plusSeconds(50);
            store.append("busy", "young");
        }
        now[0] = now[0].plusSeconds(70);
        for (int i = 0; i < 3; i++) {
            try (StoreHarness store = StoreHarness.open(directory, hundredSeconds, () -> now[0])) {
                assertThat(store.streams().find("busy").content().earliest())
                        .as("start %s", i)
                        .isEqualTo(3);
                assertThat(store.streams().find("quiet").content().earliest())
                        .as("start %s", i)
                        .isEqualTo(3);
                await().untilAsserted(() -> assertThat(files("journal-")).hasSize(1));
            }
        }
    }

    @Test
    void continuesIfTheRetentionCannotRead() throws IOException {
        Retention lastOne = new Retention(Optional.empty(), OptionalLong.of(1), OptionalLong.empty());
        try (StoreHarness store = StoreHarness.open(directory, lastOne)) {
            // Too large for the memory cache.
            store.create("a", TEXT, "x".repeat(5000));
            Files.delete(streamFiles().get(1));
            DurableStream stream = store.streams().find("a");
            AppendRequest more =
                    new AppendRequest(Optional.of(TEXT), "y".repeat(5000).getBytes(UTF_8), false, null, null);
            assertThat(stream.append(more)).succeedsWithin(Duration.ofSeconds(20));
            assertThat(store.create("b", TEXT, "fine").tail()).isEqualTo(4);
            assertThat(store.append("a", "z".repeat(5000)).tail()).isEqualTo(15_000);
            assertThat(stream.content().earliest()).isEqualTo(10_000);
        }
    }

    @Test
    void leavesNoFilesOfRejectedRequests() throws IOException {
        try (StoreHarness store = StoreHarness.open(directory)) {
            store.create("a", TEXT, "x".repeat(1024));
            Path index = directory.resolve("streams").resolve("02").resolve("2-0.index");
            Files.createDirectories(index.resolve("in the way"));
            assertThatThrownBy(() -> store.create("b", TEXT, "y".repeat(5000)))
                    .hasMessageContaining("the disk has failed");
            assertThat(index.resolveSibling("2-0.data")).doesNotExist();
            Path next = directory.resolve("streams").resolve("01").resolve("1-1024.index");
            Files.createDirectories(next.resolve("in the way"));
            assertThatThrownBy(() -> store.append("a", "y".repeat(5000))).hasMessageContaining("the disk has failed");
            assertThat(next.resolveSibling("1-1024.data")).doesNotExist();
            assertThat(store.read("a", 0)).isEqualTo("x".repeat(1024));
        }
    }

    @Test
    void settlesAllRequestsEvenAfterAFatalFault() {
        ServerThreads threads = new ServerThreads();
        DiskOptions options = new DiskOptions(directory, Retention.EVERYTHING, Instant::now);
        DiskStore store = new DiskStore(options, threads);
        store.recover(List::of);
        CompletableFuture<String> outcome = new CompletableFuture<>();
        StreamStore.Outcome faulty = new StreamStore.Outcome() {
            @Override
            public void committed() {
                throw new OutOfMemoryError("as if");
            }

            @Override
            public void failed(StoreException reason) {
                outcome.complete(reason.text());
            }

            @Override
            public void settled() {
                outcome.complete("settled");
            }
        };
        store.submit(new StreamChange.Hidden(1), faulty);
        assertThat(outcome).succeedsWithin(Duration.ofSeconds(20));
        store.close();
        threads.close();
    }

    @Test
    void rejectsWritesAndContinuesReadingWhileTheDiskFails() throws IOException {
        try (StoreHarness store = StoreHarness.open(directory)) {
            store.create("a", TEXT, "kept");
            store.append("a", "f".repeat(2000));
            // The next segment of the stream cannot be created: a directory has its name.
            Path inTheWay = streamFiles().get(0).resolveSibling("1-2004.data");
            Files.createDirectory(inTheWay);
            assertThatThrownBy(() -> store.append("a", "lost")).hasMessageContaining("the disk has failed");
            assertThat(store.read("a", 0)).isEqualTo("kept" + "f".repeat(2000));
            assertThatThrownBy(() -> store.append("a", "lost too")).hasMessageContaining("the disk has failed");
            Files.delete(inTheWay);
            assertThat(store.append("a", "back").tail()).isEqualTo(2008);
        }
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThat(store.read("a", 4)).isEqualTo("f".repeat(2000) + "back");
        }
    }

    /** The end of the valid part of the last journal. */
    private long end() throws IOException {
        Path last = lastJournal();
        long number = Long.parseLong(last.getFileName().toString().substring("journal-".length()));
        try (JournalReader reader = new JournalReader(last, new FrameChecksum(StoreKey.of(directory), number))) {
            while (reader.next() != null) {
                // On to the end.
            }
            return reader.position();
        }
    }

    private Path lastJournal() throws IOException {
        List<Path> journals = files("journal-");
        return journals.get(journals.size() - 1);
    }

    private Path copy(Path target) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path source : all.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(directory.relativize(source));
                Files.createDirectories(copy.getParent());
                Files.copy(source, copy);
            }
        }
        return target;
    }

    private List<Path> files(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private List<Path> streamFiles() {
        try (Stream<Path> files = Files.walk(directory.resolve("streams"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
