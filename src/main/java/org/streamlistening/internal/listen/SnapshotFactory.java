package org.streamlistening.internal.listen;

/** Makes the snapshots of one listener from its state. Thread-safe. */
final class SnapshotFactory {

    private final ListenerSnapshot initial;

    /** The listener was listening when its application stopped or its session moved: its snapshot must say so. */
    private volatile boolean suspended;

    /** @param initial the snapshot that the listener was made from */
    SnapshotFactory(ListenerSnapshot initial) {
        this.initial = initial;
    }

    /** The listener was paused in this state, to go on elsewhere. */
    void markSuspended(ListenerState before) {
        suspended |=
                before.generation() == 0 ? initial.listening() : before.status().isListening();
    }

    /** The application called the listener: its state counts again. */
    void clearSuspended() {
        suspended = false;
    }

    /** A listener that was not called yet keeps its initial snapshot. */
    ListenerSnapshot of(ListenerState state) {
        if (state.generation() == 0) {
            return initial;
        }
        ListenerSnapshot snapshot = state.snapshot();
        return suspended
                ? new ListenerSnapshot(snapshot.key(), true, snapshot.policies(), snapshot.progress())
                : snapshot;
    }
}
