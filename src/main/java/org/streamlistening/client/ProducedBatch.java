package org.streamlistening.client;

import java.util.Optional;
import org.streamlistening.Offset;

/**
 * The server has a batch of an idempotent producer.
 *
 * @param nextOffset where the stream ends after it; servers need not say so of a duplicate
 * @param closed whether the stream is complete now
 * @param duplicate whether the server had it before: an earlier try, or an earlier life of this producer, sent it
 * @param epoch the epoch that it was sent in
 * @param seq its number in that epoch
 */
public record ProducedBatch(Optional<Offset> nextOffset, boolean closed, boolean duplicate, long epoch, long seq) {}
