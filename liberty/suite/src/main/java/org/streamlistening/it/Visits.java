package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What an application knows of its requests and its sessions: who is there, who has to wait, and who came too late. */
@ApplicationScoped
public class Visits {

    /** For a test that ended without saying so. */
    private static final int LONGEST_SECONDS = 240;

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

    /** Returns when this name may go. */
    void stay(String name) throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        staying.put(name, release);
        try {
            release.await(LONGEST_SECONDS, TimeUnit.SECONDS);
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

    /** The same after a while, from a thread of its own. */
    void releaseLater(String name) {
        new Thread(() -> {
                    try {
                        Thread.sleep(A_WHILE);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    release(name);
                })
                .start();
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
