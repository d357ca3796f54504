package org.streamlistening.internal.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.streamlistening.internal.engine.StoreHarness.TEXT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.internal.engine.StoreHarness;

/** Acknowledged changes survive a loss of power, however much the system had not written yet. */
@Tag("crash")
class PowerLossTest {

    private static final int ROUNDS = 12;

    private final long seed = new Random().nextLong();
    private final Random chance = new Random(seed);
    private final Map<String, String> acknowledged = new TreeMap<>();
    private int streams;

    @TempDir
    private Path directory;

    @Test
    void losesNothingThatWasAcknowledged() throws IOException {
        Path left = Files.createDirectory(directory.resolve("start"));
        for (int round = 0; round < ROUNDS; round++) {
            Path next = directory.resolve("round-" + round);
            try (ForgetfulDisk disk = new ForgetfulDisk(left)) {
                StoreHarness store = StoreHarness.open(store(disk));
                assertEverythingIsThere(store, round);
                int changes = chance.nextInt(30);
                for (int i = 0; i < changes; i++) {
                    change(store);
                }
                left = disk.losePower(next, chance);
                store.close();
            }
        }
    }

    @Test
    void keepsADirectoryThatItCreated() throws IOException {
        Path begin = Files.createDirectory(directory.resolve("start"));
        try (ForgetfulDisk disk = new ForgetfulDisk(begin)) {
            StoreHarness store = StoreHarness.open(store(disk));
            store.create("a", TEXT, "one");
            assertIsLeft(disk, "one");
            store.close();
        }
    }

    @Test
    void losesNothingAfterAKillInTheMiddleOfAWrite() throws IOException {
        Path begin = Files.createDirectory(directory.resolve("start"));
        AtomicReference<ForgetfulDisk> killed = new AtomicReference<>();
        try (ForgetfulDisk disk = new ForgetfulDisk(begin)) {
            StoreHarness store = StoreHarness.open(store(disk));
            store.create("a", TEXT, "one");
            disk.beforeForce(path -> {
                if (path.getFileName().toString().startsWith("journal-") && killed.get() == null) {
                    killed.set(disk.afterKill(directory.resolve("killed")));
                }
            });
            store.append("a", "two");
            store.close();
        }
        try (ForgetfulDisk disk = killed.get()) {
            // No checkpoint makes it safe in another way.
            disk.beforeForce(path -> {
                if (path.getFileName().toString().endsWith(".data")) {
                    throw new IOException("as if the disk failed");
                }
            });
            StoreHarness store = StoreHarness.open(store(disk));
            // Not acknowledged, but visible to readers.
            assertThat(store.read("a", 0)).isEqualTo("onetwo");
            store.append("a", "three");
            assertIsLeft(disk, "onetwothree");
            store.close();
        }
    }

    /** A system that failed to write a page marks it as written: a second force proves nothing. */
    @Test
    void trustsNoFileThatCouldNotBeForcedOnce() throws IOException {
        Path begin = Files.createDirectory(directory.resolve("start"));
        try (ForgetfulDisk disk = new ForgetfulDisk(begin)) {
            StoreHarness store = StoreHarness.open(store(disk));
            store.create("a", TEXT, "one");
            await().until(() -> Files.exists(store(begin).resolve("snapshot-1")));
            AtomicReference<Path> failed = new AtomicReference<>();
            disk.beforeForce(path -> {
                if (path.getFileName().toString().endsWith(".data") && failed.compareAndSet(null, path)) {
                    throw new IOException("as if the disk failed");
                }
            });
            StringBuilder all = new StringBuilder("one");
            // Enough for several checkpoints.
            for (int i = 0; i < 100; i++) {
                String more = i + "x".repeat(300);
                store.append("a", more);
                all.append(more);
            }
            assertThat(failed.get()).isNotNull();
            assertThat(store(begin).resolve("journal-1")).exists();
            assertThat(store.read("a", 0)).isEqualTo(all.toString());
            store.close();
        }
    }

    /** Several threads force the files. The power fails before each third force of the checkpoint. */
    @Test
    void losesNothingInTheMiddleOfACheckpointOfManyFiles() throws IOException {
        Path begin = Files.createDirectory(directory.resolve("start"));
        Map<Path, Map<String, String>> left = new ConcurrentHashMap<>();
        AtomicInteger forces = new AtomicInteger();
        try (ForgetfulDisk disk = new ForgetfulDisk(begin)) {
            StoreHarness store = StoreHarness.open(store(disk));
            disk.beforeForce(path -> {
                int number = forces.incrementAndGet();
                if (Thread.currentThread().getName().endsWith("-checkpoint") && number % 3 == 0) {
                    Map<String, String> known = copy();
                    left.put(disk.losePower(directory.resolve("left-" + number), chance), known);
                }
            });
            for (int i = 0; i < 60; i++) {
                String id = "s" + i % 20;
                String text = i + ";" + "x".repeat(200);
                if (i < 20) {
                    store.create(id, TEXT, text);
                } else {
                    store.append(id, text);
                }
                synchronized (acknowledged) {
                    acknowledged.merge(id, text, String::concat);
                }
            }
            await().until(() -> Files.exists(store(begin).resolve("snapshot-2")));
            store.close();
        }
        assertThat(left).isNotEmpty();
        left.forEach((path, known) -> {
            try (StoreHarness store = StoreHarness.open(store(path))) {
                known.forEach((id, text) ->
                        assertThat(store.read(id, 0)).as("seed %s", seed).startsWith(text));
            }
        });
    }

    private Map<String, String> copy() {
        synchronized (acknowledged) {
            return new TreeMap<>(acknowledged);
        }
    }

    private void assertIsLeft(ForgetfulDisk disk, String text) throws IOException {
        for (int i = 0; i < 8; i++) {
            Path left = disk.losePower(directory.resolve("left-" + i), chance);
            try (StoreHarness store = StoreHarness.open(store(left))) {
                assertThat(store.read("a", 0)).as("seed %s", seed).isEqualTo(text);
            }
        }
    }

    private void change(StoreHarness store) {
        String id = "s" + chance.nextInt(streams + 1);
        String text = "x".repeat(chance.nextInt(700)) + chance.nextInt(1000);
        if (!acknowledged.containsKey(id)) {
            store.create(id, TEXT, text);
            acknowledged.put(id, text);
            streams++;
        } else if (chance.nextInt(10) == 0) {
            store.delete(id);
            acknowledged.remove(id);
        } else {
            store.append(id, text);
            acknowledged.merge(id, text, String::concat);
        }
    }

    private void assertEverythingIsThere(StoreHarness store, int round) {
        acknowledged.forEach((id, text) -> assertThat(store.read(id, 0))
                .as("stream %s in round %s, seed %s", id, round, seed)
                .isEqualTo(text));
        for (int i = 0; i < streams; i++) {
            String id = "s" + i;
            if (!acknowledged.containsKey(id)) {
                assertThatThrownBy(() -> store.read(id, 0)).hasMessageContaining("no such stream");
            }
        }
    }

    private static Path store(ForgetfulDisk disk) {
        return store(disk.root());
    }

    /** Two directories that the store must create. */
    private static Path store(Path root) {
        return root.resolve("made").resolve("store");
    }
}
