package org.streamlistening.internal.http.body;

import java.io.IOException;

/** The body of a response violates the protocol: another request would bring the same body. */
public final class UndecodableException extends IOException {

    private static final long serialVersionUID = 1;

    public UndecodableException(String message) {
        super(message);
    }

    public UndecodableException(String message, Throwable cause) {
        super(message, cause);
    }
}
