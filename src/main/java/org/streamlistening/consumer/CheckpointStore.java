package org.streamlistening.consumer;

import java.util.Optional;

/**
 * Keeps one text with a version for each consumer: its checkpoint, and which server it belongs to. An application that
 * has a bean of this type keeps the checkpoints of its consumers there, in place of the streams.
 *
 * <p>All servers of the application must use the same store. Two methods suffice, since a server writes only what it
 * has read before: {@link #write} replaces a checkpoint if its version is unchanged, in one atomic step. A table needs
 * three columns:
 *
 * <pre>{@code
 * @ApplicationScoped @Transactional
 * public class TableStore implements CheckpointStore {
 *     public Optional<Checkpoint> read(String consumer) {
 *         // select version, content from checkpoint where consumer = ?
 *     }
 *     public boolean write(String consumer, long expectedVersion, String content) {
 *         // version 0: insert into checkpoint values (?, 1, ?), false if the row exists
 *         // else: update checkpoint set version = version + 1, content = ? where consumer = ? and version = ?
 *     }
 * }
 * }</pre>
 *
 * <p>The methods are called on threads of the container's executor, and at the end of the application on the thread
 * that ends it; with a request context, and for one consumer one at a time. They can block. An exception counts as a failure that may pass: the call is repeated. If a write throws, it
 * is unknown whether it took effect; the consumer then reads.
 *
 * @since 0.1
 */
public interface CheckpointStore {

    /** The checkpoint of this consumer as the last {@link #write} of any server left it; empty if there was none. */
    Optional<Checkpoint> read(String consumer);

    /**
     * Replaces the checkpoint if its version is still this one, and leaves it unchanged otherwise. The new version is
     * {@code expectedVersion + 1}.
     *
     * @param consumer the name of the consumer: 1 to 64 letters, digits, dots, hyphens and underscores; the
     *     first is no dot
     * @param expectedVersion 0: there is no checkpoint yet
     * @param content a text of at most 64 KiB, usually of less than 500 characters
     * @return whether it was replaced
     */
    boolean write(String consumer, long expectedVersion, String content);

    /**
     * A checkpoint.
     *
     * @param version the number of writes so far, at least 1
     * @param content the text of the last write
     */
    record Checkpoint(long version, String content) {}
}
