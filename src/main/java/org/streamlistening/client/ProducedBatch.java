package org.streamlistening.client;

import java.util.Optional;
import org.streamlistening.Offset;

/**
 * The result of a batch of an idempotent producer: the server has the batch.
 *
 * @param nextOffset the end of the stream after the batch; empty if the server does not return it, which a server may
 *     do for a duplicate
 * @param closed whether the stream is closed
 * @param duplicate whether the server had the batch before: from an earlier attempt, or from an earlier run of the
 *     producer
 * @param epoch the epoch of the batch
 * @param seq the number of the batch in that epoch
 * @since 0.1
 */
public record ProducedBatch(Optional<Offset> nextOffset, boolean closed, boolean duplicate, long epoch, long seq) {}
