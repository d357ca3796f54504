package org.streamlistening.internal.store;

import java.util.List;
import java.util.function.Supplier;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamOffset;

/**
 * Stores changes of streams, and their bytes. The engine decides changes; a store keeps each of them completely or not
 * at all, in the order of {@link #submit}, and reports when a change is durable.
 *
 * <p>Thread-safe. A store identifies streams by a number that is never used again, not by their ids.
 */
public interface StreamStore extends AutoCloseable {

    /**
     * The state that an earlier run left. Called once, before any other method.
     *
     * @param streams the streams whose creation is durable, each with its state after the last change that was reported
     *     as {@linkplain Outcome#committed committed}: a store that writes snapshots keeps no second copy. It is called
     *     after the first {@link #submit}, on the thread that reports outcomes
     */
    Recovered recover(Supplier<List<StreamImage>> streams);

    /**
     * Submits a change. Returns at once, and reports the outcome on this thread or on another one. If this method
     * throws, the change was not accepted and no outcome is reported. Outcomes come in the order of the calls. If a
     * change fails, all later ones that wait fail too, and are reported <em>newest first</em>: each can be undone by
     * restoring the state before it.
     */
    void submit(StreamChange change, Outcome outcome);

    /** The bytes of a stream whose creation is durable, and that has not been dropped. */
    StreamLog log(long stream);

    /** Whether the store accepts changes now. Returns at once. */
    StoreHealth health();

    @Override
    void close();

    /**
     * The state that an earlier run left.
     *
     * @param oldestFirst the streams, each source before its forks
     * @param lastNumber the greatest number of a stream so far, deleted ones included
     */
    record Recovered(List<StreamImage> oldestFirst, long lastNumber) {

        /** The greatest incarnation of these streams. */
        public long lastIncarnation() {
            return oldestFirst.stream()
                    .mapToLong(StreamImage::incarnation)
                    .max()
                    .orElse(StreamOffset.UNNAMED);
        }
    }

    /**
     * The outcome of a change: first {@link #committed} or {@link #failed}, exactly one of them, then {@link #settled}.
     */
    interface Outcome {

        /** For a change without a waiting request, whose failure needs no undoing. */
        Outcome IGNORED = new Outcome() {
            @Override
            public void committed() {
                // No request waits for it.
            }

            @Override
            public void failed(StoreException reason) {
                // The change is submitted again later.
            }

            @Override
            public void settled() {
                // No request waits for it.
            }
        };

        /**
         * The change is durable as far as this store makes changes durable, and its bytes can be read. Must be short,
         * and must not call the store. The store may call it again if it throws, for lack of memory for example.
         */
        void committed();

        /** The change has no effect. Must be short, and must not call the store. */
        void failed(StoreException reason);

        /** Waiting requests can receive their responses now. In any order, possibly on another thread. */
        void settled();
    }
}
