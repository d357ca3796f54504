package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repeated {@code kill -9} under load: no acknowledged change may be lost or appear twice. */
@Tag("crash")
class CrashTest {

    private static final int KILLS = 50;
    private static final int WRITERS = 4;

    /** The JVM starts quickly; no process runs long enough to need more compilation. */
    private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @TempDir
    private Path directory;

    @Test
    void losesNothingAndRepeatsNothing() throws Exception {
        System.out.println("CrashTest: seed " + seed);
        List<CrashWriter> writers = IntStream.range(0, WRITERS)
                .mapToObj(i -> new CrashWriter("w" + i, random.nextLong()))
                .toList();
        for (int kill = 0; kill < KILLS; kill++) {
            if (kill % 5 == 4) {
                killWhileItStarts();
                continue;
            }
            try (ServerProcess server = start()) {
                all(writers, writer -> writer.check(server.port()));
                CompletableFuture<Void> work = allLater(writers, writer -> writer.work(server.port()));
                Thread.sleep(10 + random.nextInt(300));
                server.close();
                work.join();
            }
        }
        try (ServerProcess server = start()) {
            all(writers, writer -> writer.check(server.port()));
        }
        int acknowledged = writers.stream().mapToInt(CrashWriter::acknowledged).sum();
        int streams = writers.stream().mapToInt(CrashWriter::streams).sum();
        System.out.println(
                "CrashTest: " + KILLS + " kills, " + acknowledged + " acknowledged, " + streams + " streams");
        assertThat(acknowledged)
                .as("so much was done that the test means something")
                .isGreaterThan(KILLS * WRITERS);
    }

    private ServerProcess start() {
        return ServerProcess.start(log(), JVM, arguments());
    }

    private void killWhileItStarts() throws InterruptedException {
        Process process = ServerProcess.launch(log(), JVM, arguments());
        Thread.sleep(200 + random.nextInt(600));
        ServerProcess.end(process.destroyForcibly());
    }

    private Path log() {
        return directory.resolve("log");
    }

    private String[] arguments() {
        return new String[] {"--store", directory.resolve("store").toString(), "--small-files"};
    }

    private interface Work {
        void of(CrashWriter writer) throws IOException, InterruptedException;
    }

    private static void all(List<CrashWriter> writers, Work work) {
        allLater(writers, work).join();
    }

    private static CompletableFuture<Void> allLater(List<CrashWriter> writers, Work work) {
        Executor threads = task -> new Thread(task, "crash-test").start();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (CrashWriter writer : writers) {
            running.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            work.of(writer);
                        } catch (IOException | InterruptedException failure) {
                            throw new IllegalStateException(failure);
                        }
                    },
                    threads));
        }
        return CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
    }
}
