package org.streamlistening.internal.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.streamlistening.internal.engine.state.ProducerState;
import org.streamlistening.internal.engine.state.StreamChange;

/**
 * One transaction of a {@link SharedStore}. It reads the newest committed state of the streams that it locks, and keeps
 * all of its changes or none. For the thread that got it, until the transaction ends.
 *
 * <p>To avoid deadlocks, a fork is locked before its source, and no other two streams are locked together.
 */
public interface SharedTransaction {

    /** Locks the stream of this id until the end of the transaction, if there is one; it can be hidden. */
    Optional<StoredStream> lock(String id);

    /** As {@link #lock(String)}, by the number of the stream. */
    Optional<StoredStream> lock(long stream);

    /** The last accepted requests of these producers; no entry for one that the stream does not know. */
    Map<String, ProducerState> producers(long stream, Collection<String> ids);

    /** The number of producers whose last accepted request was after this time. */
    int countProducers(long stream, Instant usedAfter);

    /**
     * Adds a stream. If another transaction has added one of the same id or number meanwhile, the whole transaction is
     * repeated.
     *
     * @param forkDepth see {@link StoredStream}
     */
    void create(StreamChange.Created created, int forkDepth);

    /**
     * Appends to a locked stream, as one chunk, and remembers the last request of each producer.
     *
     * @param before the locked stream
     * @param changes in order, at least one; one that only closes has no bytes
     */
    void append(StoredStream before, List<StreamChange.Appended> changes);

    /** The stream was used at this time. An earlier time than the stored one changes nothing. */
    void touch(long stream, Instant at);

    /**
     * The bytes of a locked stream before this position can no longer be read.
     *
     * @param deletes whether the chunks that end at or before the position are deleted, since no fork needs them
     */
    void trim(long stream, long position, boolean deletes);

    /** Changes the number of forks of a locked stream by this difference. */
    void addForks(long stream, int difference);

    /** Hides a locked stream from everything but its forks. */
    void hide(long stream);

    /** Deletes a locked stream. Its id is free at once, its bytes are deleted later, see {@link SharedStore#clean}. */
    void drop(long stream);

    /** Deletes producers whose last accepted request was before this time, some of them at a time. */
    void forgetProducers(long stream, Instant usedBefore);
}
