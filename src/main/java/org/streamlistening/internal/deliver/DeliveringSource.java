package org.streamlistening.internal.deliver;

import org.streamlistening.StreamPosition;

/** A listener or consumer, as {@link org.streamlistening.Delivering} parameters of its observers see it. */
public interface DeliveringSource {

    /** The position behind the message that is delivered on the calling thread; see {@link org.streamlistening.Delivering}. */
    StreamPosition deliveringPosition();
}
