package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Where the container blocks in writes, a client that takes nothing keeps nobody else waiting. */
class ServerThreadsTest {

    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch woken = new CountDownLatch(2);

    @Test
    void wakesOthersWhileSomeAreStuckInTheirWrites() throws InterruptedException {
        try (ServerThreads threads = new ServerThreads(true)) {
            List<Runnable> waiters = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiters.add(this::write);
            }
            waiters.add(woken::countDown);
            threads.wake(waiters);
            threads.after(Duration.ZERO, this::write);
            threads.after(Duration.ZERO, this::write);
            threads.after(Duration.ofMillis(1), woken::countDown);
            assertThat(woken.await(20, TimeUnit.SECONDS)).isTrue();
            stuck.countDown();
        }
    }

    @Test
    void answersThoseWhoWaitedWhenItEnds() {
        List<String> answered = new ArrayList<>();
        ServerThreads threads = new ServerThreads(true);
        threads.after(Duration.ofHours(1), () -> answered.add("late"));
        threads.close();
        threads.wake(List.of(() -> answered.add("never")));
        assertThat(answered).containsExactly("late");
    }

    private void write() {
        try {
            stuck.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
