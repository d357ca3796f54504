package org.streamlistening.internal.store.notices;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The changed streams that the other servers do not know yet. A set: a busy stream is in it once. Its memory is bounded;
 * beyond that, it only knows that any stream may have changed.
 *
 * <p>Thread-safe. Guarded by itself.
 */
final class PendingNotices {

    /** The most characters of waiting ids, with those that stand for the memory of each id. */
    static final int MAX_CHARACTERS = 2 << 20;

    static final int CHARACTERS_PER_ID = 50;

    private Set<String> ids = new LinkedHashSet<>();
    private int characters;
    private boolean everything;
    private boolean closed;

    synchronized void add(String id) {
        if (everything || closed) {
            return;
        }
        try {
            characters += ids.add(id) ? id.length() + CHARACTERS_PER_ID : 0;
            if (characters > MAX_CHARACTERS) {
                addEverything();
            }
        } catch (OutOfMemoryError full) {
            addEverything();
        }
        notifyAll();
    }

    private void addEverything() {
        everything = true;
        ids.clear();
        characters = 0;
    }

    /** A batch could not be sent. */
    synchronized void addAgain(NoticeBatch batch) {
        if (batch.everything()) {
            addEverything();
        } else {
            batch.ids().forEach(this::add);
        }
    }

    /** Waits for the next batch; empty after {@link #close}, if nothing is left. */
    synchronized Optional<NoticeBatch> take() throws InterruptedException {
        while (ids.isEmpty() && !everything) {
            if (closed) {
                return Optional.empty();
            }
            wait();
        }
        NoticeBatch batch = everything ? NoticeBatch.EVERYTHING : NoticeBatch.of(ids);
        ids = new LinkedHashSet<>();
        characters = 0;
        everything = false;
        return Optional.of(batch);
    }

    /** Accepts nothing more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
