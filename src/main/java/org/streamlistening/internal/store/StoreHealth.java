package org.streamlistening.internal.store;

/** Whether a store takes changes. Reading works in each of these states. */
public enum StoreHealth {
    /** Changes are taken. */
    WRITABLE,
    /** Changes are refused until the cause is gone, such as a full disk. They are taken again without a restart. */
    REFUSING,
    /** No change is taken any more. Only a restart of the application helps. */
    ENDED
}
