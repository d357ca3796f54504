package org.streamlistening.internal.serve.servlet;

import jakarta.servlet.http.HttpServletRequest;
import org.streamlistening.server.StreamAccess;

/** What does not depend on who asks, so that what is read this way may be kept by caches that many share. */
public enum PublicAccess implements StreamAccess {
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
