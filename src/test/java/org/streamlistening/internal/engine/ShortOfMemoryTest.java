package org.streamlistening.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.internal.engine.StoreHarness.TEXT;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.StreamStore;
import org.streamlistening.internal.store.disk.DiskOptions;
import org.streamlistening.internal.store.disk.DiskStore;
import org.streamlistening.internal.store.disk.ForgetfulDisk;
import org.streamlistening.internal.store.memory.MemoryStore;
import org.streamlistening.internal.threads.ServerThreads;
import org.streamlistening.internal.threads.Waker;
import org.streamlistening.server.Http;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerProcess;

/**
 * After a moment without memory, each caller has a response, acknowledged changes are kept, and the store works without
 * a restart.
 */
@Tag("load")
class ShortOfMemoryTest {

    private static final int STEPS = 120;

    private final long seed = new Random().nextLong();

    @TempDir
    private Path directory;

    /** The error occurs in each step of the journal thread and of a checkpoint, one run per step. */
    @Test
    void losesNothingAndContinuesIfAnyStepOfTheDiskHasNoMemory() throws IOException {
        Random chance = new Random(seed);
        for (int step = 0; step < STEPS; step += 1 + chance.nextInt(4)) {
            Path begin = Files.createDirectory(directory.resolve("step-" + step));
            try (ForgetfulDisk disk = new ForgetfulDisk(begin)) {
                Path root = disk.root().resolve("store");
                Map<String, String> acknowledged = new TreeMap<>();
                try (StoreHarness store = StoreHarness.open(root)) {
                    failOnce(disk, step);
                    // Enough for a checkpoint, and for several files per stream.
                    for (int i = 0; i < 25; i++) {
                        change(store, acknowledged, chance);
                    }
                    disk.beforeEach(() -> {});
                    assertThat(store.create("last", TEXT, "x").tail()).isEqualTo(1);
                    acknowledged.put("last", "x");
                    assertThat(store.health()).isEqualTo(StoreHealth.WRITABLE);
                    assertIsThere(store, acknowledged, step);
                }
                try (StoreHarness store = StoreHarness.open(root)) {
                    assertIsThere(store, acknowledged, step);
                }
            }
        }
    }

    private static void failOnce(ForgetfulDisk disk, int step) {
        AtomicInteger left = new AtomicInteger(step);
        disk.beforeEach(() -> {
            if (left.getAndDecrement() == 0) {
                throw new OutOfMemoryError("as if");
            }
        });
    }

    private static void change(StoreHarness store, Map<String, String> acknowledged, Random chance) {
        String id = "s" + chance.nextInt(4);
        String text = "x".repeat(chance.nextInt(700)) + chance.nextInt(1000);
        try {
            if (!acknowledged.containsKey(id)) {
                store.create(id, TEXT, text);
                acknowledged.put(id, text);
            } else if (chance.nextInt(10) == 0) {
                store.delete(id);
                acknowledged.remove(id);
            } else {
                store.append(id, text);
                acknowledged.merge(id, text, String::concat);
            }
        } catch (CompletionException rejected) {
            assertThat(rejected.getCause()).hasMessage("the server is short of memory");
        }
    }

    private void assertIsThere(StoreHarness store, Map<String, String> acknowledged, int step) {
        acknowledged.forEach((id, text) -> assertThat(store.read(id, 0))
                .as("stream %s, step %s, seed %s", id, step, seed)
                .isEqualTo(text));
    }

    @Test
    void keepsADurableChangeThatCannotBeReportedAtOnce() {
        AtomicInteger failures = new AtomicInteger(3);
        CompletableFuture<String> reported = new CompletableFuture<>();
        ServerThreads threads = new ServerThreads();
        try (DiskStore store = new DiskStore(new DiskOptions(directory, Retention.EVERYTHING, Instant::now), threads)) {
            store.recover(List::of);
            store.submit(new StreamChange.Hidden(1), new StreamStore.Outcome() {
                @Override
                public void committed() {
                    if (failures.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("as if");
                    }
                }

                @Override
                public void failed(StoreException reason) {
                    reported.completeExceptionally(reason);
                }

                @Override
                public void settled() {
                    reported.complete("settled");
                }
            });
            assertThat(reported).succeedsWithin(20, TimeUnit.SECONDS);
            assertThat(store.health()).isEqualTo(StoreHealth.WRITABLE);
        } finally {
            threads.close();
        }
    }

    @Test
    void keepsAChangeWhoseReadersCannotBeNotifiedAtOnce() {
        AtomicInteger failures = new AtomicInteger();
        Waker failing = waiters -> {
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("as if");
            }
            waiters.forEach(Runnable::run);
        };
        StreamRegistry streams = new StreamRegistry(
                new EngineContext(new MemoryStore(), failing, Instant::now, Retention.EVERYTHING, StoreHarness.LIMITS));
        streams.create(
                        "a",
                        new CreateRequest(
                                Optional.of(TEXT), StreamLifetime.FOREVER, Optional.empty(), false, new byte[0]))
                .join();
        DurableStream stream = streams.find("a");
        AtomicInteger woken = new AtomicInteger();
        assertThat(stream.addWaiter(0, woken::incrementAndGet)).isTrue();
        failures.set(1);
        ProducerRequest step = new ProducerRequest("p", 0, 0);
        AppendRequest bytes = new AppendRequest(Optional.of(TEXT), "x".getBytes(UTF_8), false, step, null);
        assertThat(stream.append(bytes).join().tail()).isEqualTo(1);
        assertThat(woken).hasValue(0);
        // A little later.
        streams.sweep();
        assertThat(woken).hasValue(1);
        assertThat(stream.append(bytes).join().changed()).isFalse();
    }

    /** A store that throws has accepted neither the bytes nor the request of their producer. */
    @Test
    void anAppendThatTheStoreDoesNotAcceptCanBeRepeated() {
        AtomicInteger failures = new AtomicInteger();
        HeldStore store = new HeldStore();
        store.beforeSubmit(() -> {
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("as if");
            }
        });
        StreamRegistry streams = new StreamRegistry(
                new EngineContext(store, waiters -> {}, Instant::now, Retention.EVERYTHING, StoreHarness.LIMITS));
        CreateRequest plain = new CreateRequest(
                Optional.of(TEXT), StreamLifetime.FOREVER, Optional.empty(), false, "a".getBytes(UTF_8));
        failures.set(1);
        assertFails(() -> streams.create("a", plain));
        assertThat(streams.create("a", plain).join().changed()).isTrue();
        AppendRequest bytes =
                new AppendRequest(Optional.of(TEXT), "x".getBytes(UTF_8), false, new ProducerRequest("p", 0, 0), null);
        failures.set(1);
        assertFails(() -> streams.find("a").append(bytes));
        assertThat(streams.find("a").append(bytes).join().changed()).isTrue();
        failures.set(1);
        assertFails(() -> streams.delete("a"));
        assertThat(streams.find("a").content().state().tail()).isEqualTo(2);
        streams.delete("a").toCompletableFuture().join();
        assertThat(streams.create("a", plain).join().changed()).isTrue();
    }

    private static void assertFails(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(OutOfMemoryError.class);
    }

    /** The heap is too small for all requests at the same time. */
    @Test
    void aServerWithASmallHeapAcceptsLargeAppendsInSequence() {
        Path log = directory.resolve("log");
        try (ServerProcess server = ServerProcess.start(
                log, List.of("-Xmx96m"), "--store", directory.resolve("store").toString())) {
            Http http = new Http(path -> URI.create("http://127.0.0.1:" + server.port() + path));
            for (int i = 0; i < 3; i++) {
                assertThat(http.put("/s" + i, Http.JSON, "").statusCode()).isEqualTo(201);
            }
            String large = "[" + "\"0123456789012345678901234567890123456789\",".repeat(170_000) + "1]";
            for (int i = 0; i < 12; i++) {
                HttpResponse<String> response = http.post("/s" + i % 3, Http.JSON, large);
                assertThat(response.statusCode()).as("POST %s", i).isIn(204, 500, 503);
                assertThat(response.body()).doesNotContain("ended");
            }
            // Some of the appends can have failed; the server still works.
            assertThat(http.post("/s0", Http.JSON, "1").statusCode()).isEqualTo(204);
            assertThat(http.put("/new", Http.JSON, "1").statusCode()).isEqualTo(201);
        }
    }
}
