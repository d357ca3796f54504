package org.streamlistening.internal.http.transport;

import java.time.Duration;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.http.Transport;

/** To a server of the same process, without a socket. */
final class InProcessTransport implements Transport {

    private final InProcessServer server;

    public InProcessTransport(InProcessServer server) {
        this.server = server;
    }

    @Override
    public Connection connect(Duration silence) {
        return new InProcessConnection(server, silence);
    }

    @Override
    public void close() {
        // Each connection ends its own requests.
    }
}
