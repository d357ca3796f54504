package org.streamlistening.internal.http;

import java.io.IOException;

/** The server sent nothing for longer than the request allows. The connection was established. */
public final class ResponseTimeoutException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param message names the time limit */
    public ResponseTimeoutException(String message) {
        super(message);
    }
}
