package org.streamlistening.client;

import org.jspecify.annotations.Nullable;

/**
 * Another writer with the same producer id has begun a later epoch (403 with {@code Producer-Epoch}; Protocol, section
 * 5.2.1).
 *
 * @since 0.1
 */
public final class ProducerFencedException extends StreamException {

    private static final long serialVersionUID = 1;

    private final long epoch;

    public ProducerFencedException(String message, String streamId, long epoch) {
        this(message, streamId, epoch, null);
    }

    private ProducerFencedException(String message, String streamId, long epoch, @Nullable Throwable cause) {
        super(message, streamId, 403, false, null, cause);
        this.epoch = epoch;
    }

    /**
     * A copy with the stack of the calling thread, for a further call of the same producer. This exception is its
     * cause.
     */
    public ProducerFencedException again() {
        return new ProducerFencedException(String.valueOf(getMessage()), streamId(), epoch, this);
    }

    /** The epoch of the other writer. */
    public long currentEpoch() {
        return epoch;
    }
}
