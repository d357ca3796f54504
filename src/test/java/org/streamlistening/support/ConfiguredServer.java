package org.streamlistening.support;

import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

/** A server over HTTP that the configuration of the test's application names, and a client that writes to it. */
public final class ConfiguredServer implements AutoCloseable {

    private static final String URL = "durable-streams.url";

    private final JettyServer server = JettyServer.start(
            ServerOptions.builder().access(StreamAccess.everything()).build());
    private final DurableStreamsClient writer =
            DurableStreamsClient.builder(server.uri("/")).build();

    public ConfiguredServer() {
        System.setProperty(URL, server.uri("/").toString());
    }

    public DurableStreamsClient writer() {
        return writer;
    }

    @Override
    public void close() {
        writer.close();
        server.close();
        System.clearProperty(URL);
    }
}
