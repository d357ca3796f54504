package org.streamlistening.bench.subject;

import java.util.concurrent.Executor;
import org.streamlistening.LiveMode;

/** One of the things that the benchmark compares: it reads streams, and passes each message to a receiver. */
interface Subject extends AutoCloseable {

    /**
     * What to read.
     *
     * @param offset the offset to begin after, as in the protocol
     * @param live how to wait for new messages
     */
    record Follow(String stream, String offset, LiveMode live, Receiver receiver) {}

    /** Makes what exists before reading begins, such as the sessions of users. */
    void prepare(int followers);

    /** Begins to read. */
    void follow(Follow follow) throws Exception;

    /** Waits until everything that was begun has reached the end of its stream and waits for new messages. */
    void awaitLive() throws Exception;

    /** What appends to the server that this subject reads from. */
    Control control();

    /** The threads on which receivers run, which the application uses for its own tasks too. */
    Executor executor();

    /** Ends everything that follows so far. */
    void stop() throws Exception;

    /** Ends all reading. */
    @Override
    void close() throws Exception;
}
