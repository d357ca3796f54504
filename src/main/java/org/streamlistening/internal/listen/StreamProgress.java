package org.streamlistening.internal.listen;

import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.listen.delivery.ObserverProgress;

/**
 * The progress of a listener in one stream.
 *
 * @param current the progress now
 * @param checkpoint the progress at the last checkpoint, or at the start if that was later: the part that is serialised
 * @param observerProgress the observers that are ahead of the current progress
 */
record StreamProgress(DeliveryProgress current, DeliveryProgress checkpoint, ObserverProgress observerProgress) {

    /** At the beginning of the stream. A new object: {@link ListenerState#moved} compares progress by identity. */
    static StreamProgress atBeginning() {
        return at(DeliveryProgress.at(StreamPosition.BEGINNING));
    }

    static StreamProgress at(DeliveryProgress progress) {
        return new StreamProgress(progress, progress, new ObserverProgress());
    }

    StreamProgress delivered(DeliveryProgress to) {
        // The offset "now" means another position later: the first one that the server named is the start.
        boolean named = !checkpoint.delivered().offset().equals(Offset.NOW);
        return new StreamProgress(to, named ? checkpoint : to, observerProgress);
    }

    /** The checkpoint is the current progress: the session may be serialised from now on. */
    StreamProgress withCheckpoint() {
        return checkpoint.equals(current) ? this : new StreamProgress(current, current, observerProgress);
    }

    /** The current progress is that of the last checkpoint. */
    StreamProgress atCheckpoint() {
        return new StreamProgress(checkpoint, checkpoint, observerProgress);
    }
}
