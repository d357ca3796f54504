package org.streamlistening.internal.consume;

import java.util.concurrent.Executor;

/**
 * Where a store of checkpoints is called.
 *
 * @param executor has the threads
 * @param context runs a task on the calling thread, in the context that the store needs
 */
record StoreThreads(Executor executor, Executor context) {}
