package org.streamlistening.internal.engine;

import java.util.concurrent.CompletionStage;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.store.StoreHealth;

/**
 * The streams of a server, as its HTTP side uses them. Each method throws, or the stage that it returns fails with, a
 * {@link org.streamlistening.internal.engine.state.RequestRejectedException} for a request that is not allowed, and a
 * {@link org.streamlistening.internal.store.StoreException} if the store cannot keep the change. Thread-safe.
 */
public interface Streams extends AutoCloseable {

    /** Creates a stream, or confirms that it exists as requested. Completes when the change is durable. */
    CompletionStage<CommittedChange> create(String id, CreateRequest request);

    /** Appends to a stream, closes it, or both. Completes when the change is durable. */
    CompletionStage<CommittedChange> append(String id, AppendRequest request);

    /** Deletes a stream. Completes when the change is durable. */
    CompletionStage<CommittedChange> delete(String id);

    /**
     * Finds a stream for reading. It exists from when its creation is durable until its deletion is durable or its
     * lifetime is over. What it contains includes every change that was durable before this call.
     */
    CompletionStage<ReadableStream> open(String id);

    /** Deletes expired streams, stores last uses, and trims by retention. Called every few seconds. */
    void sweep();

    /** Whether the store accepts changes now. Returns at once. */
    StoreHealth health();

    /** Closes the store. Requests that wait for a change fail. */
    @Override
    void close();
}
