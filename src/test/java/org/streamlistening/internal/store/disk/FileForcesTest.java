package org.streamlistening.internal.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.internal.threads.ServerThreads;

class FileForcesTest {

    private static final int FILES = 100;

    private final ServerThreads threads = new ServerThreads();
    private final FileForces forces = new FileForces(threads);
    private final Queue<String> forced = new ConcurrentLinkedQueue<>();
    private ForgetfulDisk disk;
    private List<Path> files;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeFiles() throws IOException {
        disk = new ForgetfulDisk(directory);
        files = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            Files.write(directory.resolve(i + ".data"), new byte[1]);
            files.add(disk.root().resolve(i + ".data"));
        }
    }

    @AfterEach
    void endThreads() {
        threads.close();
        disk.close();
    }

    @Test
    void forcesEachFileOnce() throws IOException {
        disk.beforeForce(path -> forced.add(path.getFileName().toString()));
        assertThat(run()).isTrue();
        assertThat(forced).hasSize(FILES).doesNotHaveDuplicates();
        assertThat(forces.areTrusted()).isTrue();
    }

    /** Each of the first forces waits for the others: one thread alone would never continue. */
    @Test
    void forcesAFewFilesAtATime() throws IOException {
        CountDownLatch together = new CountDownLatch(FileForces.AT_A_TIME);
        AtomicInteger now = new AtomicInteger();
        Queue<Integer> counts = new ConcurrentLinkedQueue<>();
        Set<Thread> before = checkpointThreads();
        disk.beforeForce(path -> {
            counts.add(now.incrementAndGet());
            together.countDown();
            await(together);
            now.decrementAndGet();
        });
        assertThat(run()).isTrue();
        assertThat(counts).hasSize(FILES).allMatch(count -> count <= FileForces.AT_A_TIME);
        assertThat(checkpointThreads()).as("threads that are left").isSubsetOf(before);
    }

    @Test
    void endsWithTheFirstFailure() {
        disk.beforeForce(path -> {
            forced.add(path.getFileName().toString());
            throw new IOException("as if the disk failed");
        });
        assertThatThrownBy(this::run).isInstanceOf(IOException.class).hasRootCauseMessage("as if the disk failed");
        assertThat(forced).as("one force of each thread at most").hasSizeLessThanOrEqualTo(FileForces.AT_A_TIME);
        assertThat(forces.areTrusted()).isFalse();
    }

    @Test
    void doesNotDistrustADiskAfterAFailureThatIsNoForce() {
        disk.beforeEach(() -> {
            throw new OutOfMemoryError("as if");
        });
        assertThatThrownBy(this::run).hasRootCauseMessage("as if");
        assertThat(forces.areTrusted()).isTrue();
    }

    @Test
    void skipsFilesOfDeletedStreams() throws IOException {
        disk.beforeForce(path -> forced.add(path.getFileName().toString()));
        Files.delete(directory.resolve("7.data"));
        assertThat(run()).isTrue();
        assertThat(forced).hasSize(FILES - 1);
    }

    @Test
    void leavesFilesIfItIsEnded() throws IOException {
        disk.beforeForce(path -> {
            forced.add(path.getFileName().toString());
            forces.end();
        });
        assertThat(run()).isFalse();
        assertThat(forced).hasSizeLessThanOrEqualTo(FileForces.AT_A_TIME);
    }

    private boolean run() throws IOException {
        return forces.run(files, StandardOpenOption.WRITE);
    }

    private static Set<Thread> checkpointThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("durable-streams-checkpoint"))
                .collect(Collectors.toSet());
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }
}
