package org.streamlistening.internal.store;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;

/**
 * A store that several servers share, such as a database. No server knows the newest state of a stream, so the store
 * decides each request in a transaction of its own: it loads the stream, calls the decision, and keeps the change.
 * Thread-safe.
 */
public interface SharedStore extends AutoCloseable {

    /** The outcome of a transaction. */
    record Committed(Optional<StreamImage> stream, Optional<StreamChange> change) {}

    /**
     * Decides a request about one stream, and keeps the change, in one transaction. Returns when the change is durable.
     *
     * @param decision a pure function from the stream, if there is one, to the change, if there is one. A store that is
     *     overtaken by another transaction repeats it on the newer state
     * @return the stream after the change, and the change
     * @throws RuntimeException from the decision, after which nothing was kept
     * @throws StoreException if the store cannot keep the change
     */
    Committed transact(String id, Function<Optional<StreamImage>, Optional<StreamChange>> decision);

    /** The newest durable state of a stream. */
    Optional<StreamImage> load(String id);

    /** The bytes of a stream whose creation is durable, and that has not been dropped. */
    StreamLog log(long stream);

    /**
     * Registers a listener for the id of each stream that changed, on this server or on another one, so that readers
     * which wait there continue. It is called after the change is durable, at least once, on a thread of the store; it
     * must be short.
     */
    void onChange(Consumer<String> listener);

    @Override
    void close();
}
