package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Measures how long a blocked reader takes to react to its closing. */
final class CloseLatency {

    private CloseLatency() {}

    /** The best of a few tries: what else runs on the machine is not what is measured. */
    static Duration best(Callable<StreamReader> opening) throws Exception {
        Duration best = Duration.ofDays(1);
        for (int round = 0; round < 4; round++) {
            Duration once = once(opening.call());
            best = once.compareTo(best) < 0 ? once : best;
        }
        return best;
    }

    private static Duration once(StreamReader reader) {
        CompletableFuture<StreamBatch> outcome = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                outcome.complete(reader.next());
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        waiting.start();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> waiting.getState() != Thread.State.NEW && isWaiting(waiting));
        long begin = System.nanoTime();
        reader.close();
        assertThatThrownBy(() -> outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertThatThrownBy(reader::next).isInstanceOf(CancellationException.class);
        return took;
    }

    /** Whether the thread is blocked in a socket or parked, and stays so. */
    private static boolean isWaiting(Thread thread) {
        StackTraceElement[] now = thread.getStackTrace();
        return now.length > 0
                && (now[0].isNativeMethod() || now[0].getMethodName().equals("park"))
                && java.util.Arrays.equals(now, thread.getStackTrace());
    }
}
