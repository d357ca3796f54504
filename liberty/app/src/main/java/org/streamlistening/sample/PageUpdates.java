package org.streamlistening.sample;

import jakarta.enterprise.context.SessionScoped;
import jakarta.faces.push.Push;
import jakarta.faces.push.PushContext;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notifies the pages of this session of a change, without content: each page then reads the state of the session, so a
 * lost notification loses no data, and no data is pushed.
 *
 * <p>Words arrive faster than the eye can follow. Therefore only the first change in a window of time is pushed. The
 * last one needs no timer: a page reads once more when a window has passed since its last notification.
 */
@SessionScoped
public class PageUpdates implements Serializable {

    private static final long serialVersionUID = 1;

    private static final long WINDOW_NANOS = Duration.ofMillis(50).toNanos();

    @Inject
    @Push(channel = "answer")
    PushContext pages;

    // Not serialised: nanoTime of another JVM is unrelated.
    private transient AtomicLong lastSent = new AtomicLong();

    void changed() {
        long now = System.nanoTime();
        long last = lastSent.get();
        if (Math.abs(now - last) >= WINDOW_NANOS && lastSent.compareAndSet(last, now)) {
            pages.send("changed");
        }
    }

    private Object readResolve() {
        lastSent = new AtomicLong();
        return this;
    }
}
