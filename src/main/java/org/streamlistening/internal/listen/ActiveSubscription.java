package org.streamlistening.internal.listen;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The round of a listener that reads now: one at a time, and never one of an older generation than that before it. For any
 * thread.
 */
final class ActiveSubscription {

    private final SessionListener listener;
    private final Tails tails;
    private final AtomicReference<@Nullable Subscription> current = new AtomicReference<>();

    /** Another server may still deliver to a copy of the session: nothing is read. */
    private volatile boolean held;

    /** An older copy of the listener may still be telling an observer: nothing is read. */
    private volatile boolean preceded;

    /** The session went elsewhere: nothing is read any more. */
    private volatile boolean gone;

    ActiveSubscription(SessionListener listener, Tails tails) {
        this.listener = listener;
        this.tails = tails;
    }

    void hold() {
        held = true;
    }

    void free() {
        held = false;
    }

    void preceded(boolean now) {
        preceded = now;
    }

    /** Not to be freed again. */
    void leave() {
        gone = true;
    }

    /** Under the turn, so that only one of those who may begin a generation does. */
    void beginFirst(long generation) {
        Subscription there = current.get();
        if (!held && !preceded && !gone && (there == null || there.generation() < generation)) {
            begin(generation, Setbacks.NONE);
        }
    }

    /**
     * Reads from where this generation is now.
     *
     * @param setbacks what it was refused before
     */
    void begin(long generation, Setbacks setbacks) {
        ListenerState now = listener.state();
        StreamKey key = now.key();
        if (now.generation() != generation || key == null) {
            return;
        }
        BatchSource source = new BatchSource(tails, key, now.progress().delivered());
        Subscription mineOnly = new Subscription(listener, now, key.streamId(), source, tails.failures(), setbacks);
        Subscription older =
                current.getAndUpdate(there -> there == null || there.generation() <= generation ? mineOnly : there);
        if (older != null && older.generation() <= generation) {
            older.end();
        }
        // Somebody called while this round was not there yet to be ended.
        if (!mineOnly.isCurrent()) {
            mineOnly.end();
        }
        mineOnly.ask();
    }

    void end() {
        Subscription ended = current.getAndSet(null);
        if (ended != null) {
            ended.end();
        }
    }
}
