package org.streamlistening.server;

import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.embedded.StreamServer;

/** The server of this process, without a servlet container. */
public final class OwnServer implements AutoCloseable {

    private final StreamServer server;

    public OwnServer(ServerOptions options) {
        server = new StreamServer(options);
    }

    public InProcessServer server() {
        return server;
    }

    public DurableStreamsClient client() {
        return DurableStreamsClient.builder(server).build();
    }

    @Override
    public void close() {
        server.close();
    }
}
