package org.streamlistening.internal.listen;

import java.io.Serializable;
import java.time.Duration;
import org.streamlistening.LiveMode;

/**
 * What is read, and how: listeners with the same key see the same answers and may share one upstream read.
 *
 * @param timeout how long a long-poll may wait for data
 */
public record StreamKey(String streamId, LiveMode live, Duration timeout) implements Serializable {}
