package org.streamlistening.server;

/**
 * Keeps what happened to streams, and their bytes. What a change means is decided above; a store keeps changes in the
 * order in which it got them, all of each or nothing, and says when a change can no longer be lost.
 *
 * <p>Safe for any thread. Streams are known by a number that is never used again, not by their names.
 */
interface StreamStore extends AutoCloseable {

    /**
     * Takes a change. Returns at once; the outcome is told on this thread or another one, exactly once. Changes of one
     * stream come out in the order in which they went in. If one fails, all that wait behind it fail too, and they are
     * told <em>newest first</em>, so that each can be undone by putting back what was there before it.
     */
    void submit(Change change, Outcome outcome);

    /** The bytes of a stream that has been created and not been dropped. */
    StreamLog log(long stream);

    @Override
    void close();

    /** What became of a change. Called while locks may be held: short, and without calling the store. */
    interface Outcome {

        /** It will survive whatever this store survives. Its bytes can be read. */
        void kept();

        /** It is as if it never was. */
        void failed(Refusal reason);
    }
}
