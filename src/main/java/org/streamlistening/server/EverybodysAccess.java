package org.streamlistening.server;

import jakarta.servlet.http.HttpServletRequest;

/** What does not depend on who asks, so that what is read this way may be kept by caches that many share. */
enum EverybodysAccess implements StreamAccess {
    NONE,
    READ,
    ALL;

    boolean permits(Operation operation) {
        return this == ALL || (this == READ && operation == Operation.READ);
    }

    @Override
    public boolean permits(Operation operation, String streamId, HttpServletRequest request) {
        return permits(operation);
    }
}
