package org.streamlistening.internal.cdi;

import java.io.Serializable;
import java.util.UUID;

/**
 * The session-scoped bean of an HTTP session that sockets belong to: when the session ends, so does this bean, and with
 * it the sockets. They are found by its key, since after passivation the bean is a copy.
 */
class SocketSession implements Serializable {

    private static final long serialVersionUID = 1;

    private final String key = UUID.randomUUID().toString();

    /** Random, and the same for as long as the session lives. */
    String key() {
        return key;
    }
}
