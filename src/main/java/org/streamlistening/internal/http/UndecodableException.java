package org.streamlistening.internal.http;

import java.io.IOException;

/** A body arrived, and is not what it should be: asking again brings the same. */
public final class UndecodableException extends IOException {

    private static final long serialVersionUID = 1;

    public UndecodableException(String message) {
        super(message);
    }

    public UndecodableException(String message, Throwable cause) {
        super(message, cause);
    }
}
