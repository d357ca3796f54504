package org.streamlistening.docs.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;

class StreamServerOfTestsTest {

    @Test
    void servesStreams() throws Exception {
        Server server = StreamServerOfTests.start();
        try (DurableStreamsClient client =
                DurableStreamsClient.builder(server.getURI()).build()) {
            assertThat(client.create("chat/1", CreateOptions.json()).isNew()).isTrue();
        } finally {
            server.stop();
        }
    }
}
