package org.streamlistening.internal.cdi;

import java.util.Collection;

/** What an HTTP session keeps of this library. */
interface KeptInSession {

    /** The listeners that are in it. */
    Collection<SessionStreamListener> all();
}
