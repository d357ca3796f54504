package org.streamlistening.internal.http;

import java.io.IOException;

/**
 * Limits what all readers of one client hold together of messages that are not complete: a message alone may be long,
 * but a thousand of them must not fill the memory. Counts bytes of buffers; the first, small buffer of a reader is free.
 *
 * <p>For any number of threads.
 */
public final class MessageBudget {

    /** The part of the largest heap that the messages may take by default. */
    private static final int PART_OF_HEAP = 4;

    private final long limit;
    // Guarded by this.
    private long used;

    public MessageBudget(long limit) {
        this.limit = limit;
    }

    /** A quarter of the heap that this JVM may have. */
    public static long defaultLimit() {
        return Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    }

    /** The part of one reader, which has to be closed. */
    public Share share() {
        return new Share();
    }

    /** For text that is held as a whole already. */
    public static Share unlimited() {
        return new MessageBudget(Long.MAX_VALUE).share();
    }

    public long used() {
        synchronized (this) {
            return used;
        }
    }

    /** What one reader holds. */
    public final class Share implements AutoCloseable {

        // Guarded by the budget.
        private long held;
        private boolean closed;

        private Share() {}

        /**
         * Counts a buffer before it is made.
         *
         * @throws BudgetExceededException if other readers hold too much of the budget now
         * @throws UndecodableException if the whole budget is too small
         */
        public void reserve(long bytes) throws IOException {
            synchronized (MessageBudget.this) {
                if (closed) {
                    throw new IOException("the reader was closed");
                }
                if (bytes > limit - held) {
                    throw new UndecodableException("a message takes more than the " + limit + " bytes that all"
                            + " unfinished messages of a client may hold. Build the client with a higher"
                            + " maxUnfinishedBytes, or write shorter messages");
                }
                if (bytes > limit - used) {
                    throw new BudgetExceededException(limit);
                }
                held += bytes;
                used += bytes;
            }
        }

        public void release(long bytes) {
            synchronized (MessageBudget.this) {
                long freed = Math.min(bytes, held);
                held -= freed;
                used -= freed;
            }
        }

        /** The response is over, and with it all buffers. */
        public void releaseAll() {
            release(Long.MAX_VALUE);
        }

        /** Nothing can be reserved any more. */
        @Override
        public void close() {
            synchronized (MessageBudget.this) {
                closed = true;
                releaseAll();
            }
        }
    }

    /** Too much is held at the moment; that passes. */
    public static final class BudgetExceededException extends IOException {

        private static final long serialVersionUID = 1;

        private BudgetExceededException(long limit) {
            super("the unfinished messages of all readers of this client hold the " + limit
                    + " bytes that they may hold together");
        }
    }
}
