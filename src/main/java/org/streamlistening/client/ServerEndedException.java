package org.streamlistening.client;

import java.io.IOException;

/** There is no response, because the server of this process has ended. */
final class ServerEndedException extends IOException {

    private static final long serialVersionUID = 1;

    ServerEndedException() {
        super("the server of this process has ended");
    }
}
