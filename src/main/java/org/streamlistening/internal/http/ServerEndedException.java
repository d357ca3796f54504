package org.streamlistening.internal.http;

import java.io.IOException;

/** There is no response, because the server of this process has ended. */
public final class ServerEndedException extends IOException {

    private static final long serialVersionUID = 1;

    public ServerEndedException() {
        super("the server of this process has ended");
    }
}
