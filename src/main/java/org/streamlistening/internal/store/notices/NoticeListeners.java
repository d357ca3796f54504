package org.streamlistening.internal.store.notices;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The listeners of one server. Registered by any thread, called by the receiving one. */
final class NoticeListeners {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private volatile @Nullable Consumer<String> changed;
    private volatile @Nullable Runnable anyChanged;
    private volatile boolean closed;

    // For the receiving thread.
    /** A notice came before there was a listener for it. */
    private boolean missed;
    /** The previous call threw, which was logged. */
    private boolean fails;

    void onChange(Consumer<String> listener) {
        changed = listener;
    }

    void onUnknownChanges(Runnable listener) {
        anyChanged = listener;
    }

    void report(NoticeBatch batch) {
        Consumer<String> listener = changed;
        if (batch.everything() || listener == null) {
            missed = true;
            reportMissed();
        } else {
            batch.ids().forEach(id -> call(() -> listener.accept(id)));
        }
    }

    /** Any stream may have changed before there were listeners. */
    void reportMissed() {
        Runnable listener = anyChanged;
        if (missed && listener != null) {
            missed = false;
            call(listener);
        }
    }

    private void call(Runnable listener) {
        if (closed) {
            return;
        }
        try {
            listener.run();
            fails = false;
        } catch (RuntimeException | Error fault) {
            LOG.log(
                    fails ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                    "waiting readers could not be told that another server changed a stream",
                    fault);
            fails = true;
        }
    }

    /** Calls no listener from now on; one that runs may still do so. */
    void close() {
        closed = true;
    }
}
