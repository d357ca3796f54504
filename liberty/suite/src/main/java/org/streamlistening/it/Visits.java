package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The requests and sessions of an application: those in progress, those that block, and events after their end. */
@ApplicationScoped
public class Visits {

    private static final int LOOK_EVERY = 50;

    /** The time limit of a blocked request, for a test that ended early. */
    private static final int LONGEST = 5_000;

    /** Shorter than the time for which the end of a session waits for an observer. */
    private static final int A_WHILE = 500;

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger tooLate = new AtomicInteger();
    private final Map<String, CountDownLatch> staying = new ConcurrentHashMap<>();
    private final Map<String, String> sessions = new ConcurrentHashMap<>();

    void begun() {
        begun.incrementAndGet();
    }

    void ended() {
        ended.incrementAndGet();
    }

    /** Blocks until this name is released, or for a while after its session began to end. */
    void stay(String name, BooleanSupplier ending) throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        staying.put(name, release);
        try {
            for (int i = 0; i < LONGEST && !release.await(LOOK_EVERY, TimeUnit.MILLISECONDS); i++) {
                if (ending.getAsBoolean()) {
                    Thread.sleep(A_WHILE);
                    return;
                }
            }
        } finally {
            staying.remove(name);
        }
    }

    public boolean isStaying(String name) {
        return staying.containsKey(name);
    }

    public void release(String name) {
        CountDownLatch latch = staying.get(name);
        if (latch != null) {
            latch.countDown();
        }
    }

    void tooLate() {
        tooLate.incrementAndGet();
    }

    void sessionIs(String name, String state) {
        sessions.put(name, state);
    }

    public String session(String name) {
        return sessions.getOrDefault(name, "unknown");
    }

    /** Requests that began, requests whose bean was destroyed, and events that reached a destroyed bean. */
    public String counts() {
        return begun + " " + ended + " " + tooLate;
    }
}
