package org.streamlistening.internal.listen;

import org.streamlistening.internal.threads.Backoff;

/**
 * The limits of a listener.
 *
 * @param observerRetries how often a message is delivered again to an observer that throws, before the listener gives
 *     up
 * @param backoff the pause between two attempts of a delivery, and between two reads that failed
 * @param rememberedStreams the number of streams, besides the current one, in which the listener remembers its offset
 */
public record ListenerLimits(int observerRetries, Backoff backoff, int rememberedStreams) {

    /** The default number of remembered streams. */
    public static final int REMEMBERED_STREAMS = 1_000;

    /** With the default number of remembered streams. */
    public ListenerLimits(int observerRetries, Backoff backoff) {
        this(observerRetries, backoff, REMEMBERED_STREAMS);
    }
}
