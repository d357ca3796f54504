package org.streamlistening.internal.listen;

import org.streamlistening.Offset;

/**
 * Where a listener is in one stream.
 *
 * @param now how far it is
 * @param noted how far it was when the session could last be serialised, or where it began after that
 * @param observerProgress which observers are ahead of that
 */
record OffsetCheckpoint(Progress now, Progress noted, ObserverProgress observerProgress) {

    static OffsetCheckpoint at(Progress progress) {
        return new OffsetCheckpoint(progress, progress, new ObserverProgress());
    }

    OffsetCheckpoint delivered(Progress to) {
        // "Now" is somewhere else later: what it turned out to be is where this listener began.
        boolean somewhere = !noted.delivered().offset().equals(Offset.NOW);
        return new OffsetCheckpoint(to, somewhere ? noted : to, observerProgress);
    }

    /** The session may be serialised from now on. */
    OffsetCheckpoint note() {
        return noted.equals(now) ? this : new OffsetCheckpoint(now, now, observerProgress);
    }

    OffsetCheckpoint atNoted() {
        return new OffsetCheckpoint(noted, noted, observerProgress);
    }
}
