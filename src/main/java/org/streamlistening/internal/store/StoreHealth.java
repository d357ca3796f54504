package org.streamlistening.internal.store;

/** Whether a store accepts changes. Streams can be read in each of these states. */
public enum StoreHealth {
    /** The store accepts changes. */
    WRITABLE,
    /**
     * The store rejects changes until the cause is gone, such as a full disk. It then accepts them without a restart.
     */
    REJECTING,
    /** The store accepts no further change until the application restarts. */
    ENDED
}
