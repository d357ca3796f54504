package org.streamlistening.sample;

import jakarta.enterprise.context.SessionScoped;
import jakarta.faces.push.Push;
import jakarta.faces.push.PushContext;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells the pages of this session that there is something new. It only says so: pages read their state themselves, so
 * nothing is lost with a message, and nothing secret travels.
 *
 * <p>Words come faster than an eye follows, so the first change of a window is told at once and the others of the same
 * window are not. No timer is needed to tell the last one: a page reads once more when a window has passed since the last
 * message it got.
 */
@SessionScoped
public class PageUpdates implements Serializable {

    private static final long serialVersionUID = 1;

    private static final long WINDOW_NANOS = Duration.ofMillis(50).toNanos();

    @Inject
    @Push(channel = "answer")
    PushContext pages;

    // Not from another JVM, whose clock means nothing here.
    private transient AtomicLong lastTold = new AtomicLong();

    void changed() {
        long now = System.nanoTime();
        long last = lastTold.get();
        if (Math.abs(now - last) >= WINDOW_NANOS && lastTold.compareAndSet(last, now)) {
            pages.send("changed");
        }
    }

    private Object readResolve() {
        lastTold = new AtomicLong();
        return this;
    }
}
