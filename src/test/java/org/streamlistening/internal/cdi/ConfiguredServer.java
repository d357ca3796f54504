package org.streamlistening.internal.cdi;

import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

/** A server over HTTP to which the configuration of the test's application leads, and a client that writes to it. */
final class ConfiguredServer implements AutoCloseable {

    private static final String URL = "durable-streams.url";

    private final JettyServer server = JettyServer.start(
            ServerOptions.builder().access(StreamAccess.everything()).build());
    private final DurableStreamsClient writer =
            DurableStreamsClient.builder(server.uri("/")).build();

    ConfiguredServer() {
        System.setProperty(URL, server.uri("/").toString());
    }

    DurableStreamsClient writer() {
        return writer;
    }

    @Override
    public void close() {
        writer.close();
        server.close();
        System.clearProperty(URL);
    }
}
