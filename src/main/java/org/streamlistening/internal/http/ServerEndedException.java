package org.streamlistening.internal.http;

import java.io.IOException;

/** The server of this process has ended: no further request can succeed. */
public final class ServerEndedException extends IOException {

    private static final long serialVersionUID = 1;

    /** @param message completes an error message; names the server and the reason */
    public ServerEndedException(String message) {
        super(message);
    }
}
