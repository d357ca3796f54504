package org.streamlistening.internal.listen;

import org.streamlistening.Offset;

/**
 * Where a listener is in one stream.
 *
 * @param now how far it is
 * @param noted how far it was when the session could last be serialised, or where it began after that
 * @param heard which observers are ahead of that
 */
record Place(Progress now, Progress noted, Heard heard) {

    static Place at(Progress progress) {
        return new Place(progress, progress, new Heard());
    }

    Place delivered(Progress to) {
        // "Now" is somewhere else later: what it turned out to be is where this listener began.
        boolean somewhere = !noted.delivered().offset().equals(Offset.NOW);
        return new Place(to, somewhere ? noted : to, heard);
    }

    /** The session may be serialised from now on. */
    Place note() {
        return noted.equals(now) ? this : new Place(now, now, heard);
    }

    Place atNoted() {
        return new Place(noted, noted, heard);
    }
}
