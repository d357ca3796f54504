package org.streamlistening.internal.http.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.streamlistening.client.Interrupted;
import org.streamlistening.internal.threads.WaitingThreads;

class InterruptMonitorTest {

    /** A call that an interrupt does not end: only its abort does. */
    private static void blocks(CountDownLatch aborted, CountDownLatch begun) throws IOException {
        begun.countDown();
        boolean over = false;
        while (!over) {
            try {
                aborted.await();
                over = true;
            } catch (InterruptedException ignored) {
                Thread.currentThread().interrupt();
                over = !hasRemaining(aborted);
                Thread.onSpinWait();
            }
        }
        throw new IOException("aborted");
    }

    private static boolean hasRemaining(CountDownLatch latch) {
        return latch.getCount() > 0;
    }

    @Test
    void endsAnInterruptedCallAlthoughTheFirstAttemptFindsNoThread() throws Exception {
        try (InterruptMonitor monitor = new InterruptMonitor(WaitingThreads.named("interrupts"))) {
            CountDownLatch aborted = new CountDownLatch(1);
            CountDownLatch begun = new CountDownLatch(1);
            AtomicInteger attempts = new AtomicInteger();
            Interrupted interrupted = Interrupted.by(
                    () -> {
                        try {
                            monitor.run(
                                    () -> {
                                        blocks(aborted, begun);
                                        return null;
                                    },
                                    () -> {
                                        if (attempts.incrementAndGet() == 1) {
                                            throw new InternalError("no thread, as the test wants it");
                                        }
                                        aborted.countDown();
                                    });
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    () -> begun.getCount() == 0);
            assertThat(interrupted.failure()).hasCauseInstanceOf(InterruptedIOException.class);
            assertThat(interrupted.restored()).isTrue();
            assertThat(attempts).hasValue(2);
        }
    }

    /** A container may make no thread, while the application stops for example: the call itself needs none. */
    @Test
    void aCallGoesOnWithoutAThreadThatWatchesIt() throws IOException {
        try (InterruptMonitor monitor = new InterruptMonitor(task -> {
            throw new RejectedExecutionException("no thread, as the test wants it");
        })) {
            assertThat(monitor.<String>run(() -> "response", () -> {})).isEqualTo("response");
        }
    }
}
