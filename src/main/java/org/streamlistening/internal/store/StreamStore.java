package org.streamlistening.internal.store;

import java.util.List;
import org.streamlistening.internal.engine.state.ProtocolError;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamOffset;

/**
 * Keeps what happened to streams, and their bytes. What a change means is decided above; a store keeps changes in the
 * order in which it got them, all of each or nothing, and says when a change can no longer be lost.
 *
 * <p>Safe for any thread. Streams are known by a number that is never used again, not by their names.
 */
public interface StreamStore extends AutoCloseable {

    /** What was kept by an earlier run. Called once, before anything else. */
    Recovered recover();

    /**
     * Takes a change. Returns at once; the outcome is told on this thread or another one. If this throws, nothing was
     * taken, and the outcome is not told. Changes come out in the order
     * in which they went in. If one fails, all that wait behind it fail too, and they are told <em>newest first</em>, so
     * that each can be undone by putting back what was there before it.
     */
    void submit(StreamChange change, Outcome outcome);

    /** The bytes of a stream whose creation was kept, and that has not been dropped. */
    StreamLog log(long stream);

    /** Whether it takes changes now. For any thread, at once. */
    StoreHealth health();

    @Override
    void close();

    /**
     * What an earlier run left.
     *
     * @param oldestFirst the streams, every source before its forks
     * @param lastNumber the greatest number that any stream ever had
     */
    record Recovered(List<StreamImage> oldestFirst, long lastNumber) {

        /** The greatest incarnation that any of the streams has. */
        public long lastIncarnation() {
            return oldestFirst.stream()
                    .mapToLong(StreamImage::incarnation)
                    .max()
                    .orElse(StreamOffset.UNNAMED);
        }
    }

    /** What became of a change: either kept or failed, exactly once, and then told. */
    interface Outcome {

        /** For a change that nobody waits for and that need not be undone. */
        Outcome IGNORED = new Outcome() {
            @Override
            public void kept() {
                // Nobody asked.
            }

            @Override
            public void failed(ProtocolError reason) {
                // It is told again later.
            }

            @Override
            public void told() {
                // Nobody waits.
            }
        };

        /**
         * It will survive whatever this store survives. Its bytes can be read. Short, and without calling the store. If it
         * fails, for want of memory say, it may be called again.
         */
        void kept();

        /** It is as if it never was. Short, and without calling the store. */
        void failed(ProtocolError reason);

        /** The time to answer those who wait for it. In no order, and maybe on another thread. */
        void told();
    }
}
