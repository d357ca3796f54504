package org.streamlistening.client;

import org.jspecify.annotations.Nullable;

/** A later life of this producer has taken over (403 with {@code Producer-Epoch}; Protocol, section 5.2.1). */
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

    /** For a further call of the same producer, with its own stack. */
    public ProducerFencedException again() {
        return new ProducerFencedException(String.valueOf(getMessage()), streamId(), epoch, this);
    }

    /** The epoch that the server knows. */
    public long currentEpoch() {
        return epoch;
    }
}
