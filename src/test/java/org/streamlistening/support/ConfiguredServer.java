package org.streamlistening.support;

import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.testkit.TestStreamServer;

/** A server over HTTP that the configuration of the test's application names, and a client that writes to it. */
public final class ConfiguredServer implements AutoCloseable {

    private static final String URL = "durable-streams.url";

    private final TestStreamServer server = new TestStreamServer();

    public ConfiguredServer() {
        System.setProperty(URL, server.uri().toString());
    }

    public DurableStreamsClient writer() {
        return server.client();
    }

    @Override
    public void close() {
        server.close();
        System.clearProperty(URL);
    }
}
