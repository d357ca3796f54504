package org.streamlistening.internal.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store that several servers share, such as a database. No server knows the newest state of a stream, so each change
 * is decided within a transaction, on the stream that it locks.
 *
 * <p>Thread-safe. Every method but {@link #health} can block for the time of a few statements: it is not called on a
 * thread of a container, except for {@link #join}. Every method throws a {@link StoreException} if the store cannot be
 * reached.
 */
public interface SharedStore extends AutoCloseable {

    /**
     * Runs work in a transaction of its own, and commits it. It returns when the changes are durable.
     *
     * @param work can be called again after a conflict with another transaction, on newer state; it must not depend on
     *     an earlier call. If it throws, nothing is kept
     * @throws StoreException if the changes were not kept; with the reason {@link StoreException.Reason#UNKNOWN_OUTCOME}
     *     if the store was lost during the commit, and could not be asked afterwards
     */
    <T> T transact(Function<SharedTransaction, T> work);

    /**
     * Runs work in the transaction of the calling thread, which commits or rolls back later. Returns null if the thread
     * has none. Nothing is repeated: a conflict is an exception of the caller's transaction.
     *
     * @param committed called after the commit, on the thread that committed; not after a rollback
     */
    <T> @Nullable T join(Function<SharedTransaction, T> work, Runnable committed);

    /** The newest durable state of a stream, hidden or not. */
    Optional<StoredStream> find(String id);

    /** As {@link #find(String)}, by the number of the stream. */
    Optional<StoredStream> find(long stream);

    /** The own bytes of a stream, without inherited ones. */
    StreamLog log(long stream);

    /**
     * The chunks of a stream from one position to another one, both ends of appends, in order; empty if they have more
     * bytes than the limit.
     */
    List<StoredChunk> chunks(long stream, long from, long to, int maxBytes);

    /** The end of the last chunk that was stored before this time; empty if there is none. */
    OptionalLong endBefore(long stream, Instant time);

    /** The number of streams, hidden ones included. */
    long count();

    /** The ids of at most this many streams that are not hidden, and whose lifetime is over at this time. */
    List<String> expired(Instant now, int max);

    /** At most this many hidden streams without forks. */
    List<Long> unneeded(int max);

    /** The next streams, at most this many, with numbers greater than this one, in their order. */
    List<StoredStream> after(long stream, int max);

    /** Deletes some of the bytes of dropped streams. @return whether there are more */
    boolean clean();

    /**
     * The state of a stream that many readers wait for.
     *
     * @param stream the number of the stream
     */
    record StreamMark(long stream, long tail, boolean closed, boolean hidden) {}

    /** The state of these streams; no entry for one that does not exist. */
    Map<String, StreamMark> marks(Collection<String> ids);

    /**
     * Registers the only listener for the ids of streams that another server changed, and for those that {@link #join}
     * changed here. It is called after the change is durable, on a thread of the store; it must be short. A call can be
     * missing if a server dies between a commit and its notice: {@link #marks} finds such changes.
     *
     * @param unknown called if any stream may have changed, such as after an outage; likewise
     */
    void onChange(Consumer<String> listener, Runnable unknown);

    /** Whether the store can be used, as far as its last operations tell. Returns at once. */
    StoreHealth health();

    @Override
    void close();
}
