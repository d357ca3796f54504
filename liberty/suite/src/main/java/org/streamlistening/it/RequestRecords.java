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
public class RequestRecords {

    private static final int POLL_MILLIS = 50;

    /** The limit of a blocked request whose test ended early. */
    private static final int MOST_POLLS = 5_000;

    /** Shorter than the time for which the end of a session waits for an observer. */
    private static final int PAUSE_MILLIS = 500;

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger tooLate = new AtomicInteger();
    private final Map<String, CountDownLatch> blocked = new ConcurrentHashMap<>();
    private final Map<String, String> sessions = new ConcurrentHashMap<>();

    void begun() {
        begun.incrementAndGet();
    }

    void ended() {
        ended.incrementAndGet();
    }

    /** Blocks until this name is released, or for a while after its session began to end. */
    void block(String name, BooleanSupplier ending) throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        blocked.put(name, release);
        try {
            for (int i = 0; i < MOST_POLLS && !release.await(POLL_MILLIS, TimeUnit.MILLISECONDS); i++) {
                if (ending.getAsBoolean()) {
                    Thread.sleep(PAUSE_MILLIS);
                    return;
                }
            }
        } finally {
            blocked.remove(name);
        }
    }

    public boolean isBlocked(String name) {
        return blocked.containsKey(name);
    }

    public void release(String name) {
        CountDownLatch latch = blocked.get(name);
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
