package org.streamlistening.internal.http.transport;

import java.time.Duration;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.http.Transport;

/** Calls a server of the same process, without a socket. */
final class InProcessTransport implements Transport {

    private final InProcessServer server;

    InProcessTransport(InProcessServer server) {
        this.server = server;
    }

    @Override
    public Connection connect(Duration silence) {
        return new InProcessConnection(server, silence);
    }

    @Override
    public void close() {
        // Nothing to release: connections hold all resources.
    }
}
