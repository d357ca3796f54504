package org.streamlistening.internal.cdi;

import java.io.Serializable;
import java.util.UUID;

/**
 * The session-scoped bean that tells one HTTP session from another: listeners and sockets know by its key whose they are.
 * When the session ends, so does this bean. Not compared by identity, since after passivation it is a copy.
 */
class SessionMark implements Serializable {

    private static final long serialVersionUID = 1;

    private final String key = UUID.randomUUID().toString();

    /** Random, and the same for as long as the session lives. */
    String key() {
        return key;
    }
}
