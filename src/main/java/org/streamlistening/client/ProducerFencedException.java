package org.streamlistening.client;

/** A later life of this producer has taken over (403 with {@code Producer-Epoch}; Protocol, section 5.2.1). */
public final class ProducerFencedException extends StreamException {

    private static final long serialVersionUID = 1;

    private final long epoch;

    ProducerFencedException(String message, String streamId, long epoch) {
        super(message, streamId, 403, false, null, null);
        this.epoch = epoch;
    }

    /** The epoch that the server knows. */
    public long currentEpoch() {
        return epoch;
    }
}
