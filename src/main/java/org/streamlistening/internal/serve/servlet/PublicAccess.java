package org.streamlistening.internal.serve.servlet;

import jakarta.servlet.http.HttpServletRequest;
import org.streamlistening.server.StreamAccess;

/** Access rules that do not depend on the caller, so that shared caches may keep responses. */
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
