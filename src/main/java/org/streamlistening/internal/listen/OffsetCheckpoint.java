package org.streamlistening.internal.listen;

import org.streamlistening.Offset;

/**
 * The progress of a listener in one stream.
 *
 * @param current the progress now
 * @param serialized the progress when the session could last be serialised, or at the start if that was later
 * @param observerProgress the observers that are ahead of the current progress
 */
record OffsetCheckpoint(DeliveryProgress current, DeliveryProgress serialized, ObserverProgress observerProgress) {

    static OffsetCheckpoint at(DeliveryProgress progress) {
        return new OffsetCheckpoint(progress, progress, new ObserverProgress());
    }

    OffsetCheckpoint delivered(DeliveryProgress to) {
        // The offset "now" means another position later: the first one that the server named is the start.
        boolean named = !serialized.delivered().offset().equals(Offset.NOW);
        return new OffsetCheckpoint(to, named ? serialized : to, observerProgress);
    }

    /** The session may be serialised from now on. */
    OffsetCheckpoint checkpoint() {
        return serialized.equals(current) ? this : new OffsetCheckpoint(current, current, observerProgress);
    }

    OffsetCheckpoint atSerialized() {
        return new OffsetCheckpoint(serialized, serialized, observerProgress);
    }
}
