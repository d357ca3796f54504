package org.streamlistening.internal.listen.delivery;

import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;

/**
 * A message that an observer did not complete.
 *
 * @param before the position of the message
 * @param behind the position behind it
 */
public record UndeliveredMessage(StreamMessage message, StreamPosition before, StreamPosition behind) {}
