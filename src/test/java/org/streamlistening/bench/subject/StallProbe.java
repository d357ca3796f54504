package org.streamlistening.bench.subject;

import java.time.Duration;

/** How long a thread that sleeps a millisecond at a time is kept from running: the longest pause of the process. */
final class StallProbe {

    private StallProbe() {}

    /** Watches for this time. @return the longest stall in milliseconds */
    static double watch(Duration window) throws InterruptedException {
        long end = System.nanoTime() + window.toNanos();
        long longest = 0;
        for (long last = System.nanoTime(); last < end; ) {
            Thread.sleep(1);
            long now = System.nanoTime();
            longest = Math.max(longest, now - last - 1_000_000);
            last = now;
        }
        return longest / 1e6;
    }
}
