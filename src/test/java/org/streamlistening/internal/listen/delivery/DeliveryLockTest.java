package org.streamlistening.internal.listen.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The waits between observers that call listeners. */
class DeliveryLockTest {

    /** Shorter than the longest wait of a caller for an observer. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static void inTurns(int observers) throws Exception {
        List<DeliveryLock> turns = new ArrayList<>();
        for (int i = 0; i < observers; i++) {
            turns.add(new DeliveryLock());
        }
        CyclicBarrier allUnderWay = new CyclicBarrier(observers);
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < observers; i++) {
            DeliveryLock mine = turns.get(i);
            DeliveryLock next = turns.get((i + 1) % observers);
            threads.add(CompletableFuture.runAsync(
                    () -> mine.run(() -> {
                        meet(allUnderWay);
                        next.await("next", () -> {});
                        return true;
                    }),
                    task -> new Thread(task).start()));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void twoObserversThatCallEachOthersListenerDoNotWait() throws Exception {
        inTurns(2);
    }

    @Test
    void noCycleOfObserversWaits() throws Exception {
        inTurns(5);
    }

    @Test
    void anObserverWaitsForAnotherThatDoesNotWaitForIt() throws Exception {
        DeliveryLock first = new DeliveryLock();
        DeliveryLock second = new DeliveryLock();
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        List<String> events = new ArrayList<>();
        CompletableFuture<Boolean> slow = CompletableFuture.supplyAsync(() -> second.run(() -> {
            underWay.countDown();
            try {
                mayReturn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            events.add("the second returned");
            return true;
        }));
        underWay.await();
        CompletableFuture<Boolean> caller = CompletableFuture.supplyAsync(() -> first.run(() -> {
            mayReturn.countDown();
            second.await("second", () -> events.add("the first went on"));
            return true;
        }));
        caller.get(SOON.toSeconds(), TimeUnit.SECONDS);
        slow.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(events).containsExactly("the second returned", "the first went on");
    }

    @Test
    @Timeout(5)
    void anObserverIsNotAwaitedForLongerThanTheLimit() throws Exception {
        DeliveryLock lock = new DeliveryLock();
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        CompletableFuture<Boolean> hung = CompletableFuture.supplyAsync(() -> lock.run(() -> {
            underWay.countDown();
            try {
                mayReturn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        }));
        underWay.await();
        lock.awaitObserver("hung", Duration.ofMillis(1), Duration.ofMillis(1));
        mayReturn.countDown();
        assertThat(hung.get()).isTrue();
    }
}
