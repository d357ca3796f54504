package org.streamlistening.internal.listen;

import org.streamlistening.internal.threads.Backoff;

/**
 * How often a message is delivered again to an observer that throws.
 *
 * @param times the number of retries before the listener gives up
 * @param backoff the pause between two attempts
 */
public record ObserverRetry(int times, Backoff backoff) {}
