package org.streamlistening.internal.http.body;

import java.io.IOException;

/**
 * Limits the incomplete messages that all readers of one client hold together: a single message may be long, but a
 * thousand of them must not fill the memory. Counts the bytes of buffers; the first, small buffer of a reader is free.
 *
 * <p>For any number of threads.
 */
public final class MessageBudget {

    /** The default limit is the largest heap divided by this. */
    private static final int HEAP_DIVISOR = 4;

    private final long limit;
    // Guarded by this.
    private long used;

    public MessageBudget(long limit) {
        this.limit = limit;
    }

    /** A quarter of the largest heap of this JVM. */
    public static long defaultLimit() {
        return Runtime.getRuntime().maxMemory() / HEAP_DIVISOR;
    }

    /** The share of one reader, which must close it. */
    public Share share() {
        return new Share();
    }

    /** A share without a limit, for text that is in memory already. */
    public static Share unlimited() {
        return new MessageBudget(Long.MAX_VALUE).share();
    }

    public long used() {
        synchronized (this) {
            return used;
        }
    }

    /** The bytes that one reader holds. */
    public final class Share implements AutoCloseable {

        // Guarded by the budget.
        private long held;
        private boolean closed;

        private Share() {}

        /**
         * Counts a buffer before the caller allocates it.
         *
         * @throws BudgetExceededException if the other readers hold too much at the moment
         * @throws UndecodableException if the buffer exceeds the whole budget
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

        /** Releases all buffers at the end of a response. */
        public void releaseAll() {
            release(Long.MAX_VALUE);
        }

        /** Releases all buffers, and rejects further reservations. */
        @Override
        public void close() {
            synchronized (MessageBudget.this) {
                closed = true;
                releaseAll();
            }
        }
    }

    /** Other readers hold too much at the moment: a later attempt may succeed. */
    public static final class BudgetExceededException extends IOException {

        private static final long serialVersionUID = 1;

        private BudgetExceededException(long limit) {
            super("the unfinished messages of all readers of this client hold the " + limit
                    + " bytes that they may hold together");
        }
    }
}
