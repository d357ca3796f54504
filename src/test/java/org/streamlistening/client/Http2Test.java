package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;

/** HTTP/2, which only one transport supports. Its frames mark the end of a response without a header. */
class Http2Test {

    @TempDir
    private static Path directory;

    private Http2Server server;
    private DurableStreamsClient client;

    @BeforeEach
    void start() throws Exception {
        server = new Http2Server(directory);
        client = DurableStreamsClient.builder(URI.create("https://127.0.0.1:" + server.port() + "/streams/"))
                .transport(ClientTransport.JAVA_NET_HTTP)
                .customizeJdk(builder -> builder.sslContext(server.trusted()))
                .retry(RetryPolicy.never())
                .build();
    }

    @AfterEach
    void end() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void treatsAnEmptyResponseWithoutALengthAsComplete() {
        server.respondsWith(201, Map.of("stream-next-offset", "0"), "");
        assertThat(client.create("chat", CreateOptions.defaults()).isNew()).isTrue();
        server.respondsWith(404, Map.of(), "");
        assertThatThrownBy(() -> client.delete("chat")).isInstanceOf(StreamNotFoundException.class);
    }

    @Test
    void readsResponsesWithoutALength() {
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            server.respondsWith(200, Map.of("content-type", "text/plain", "stream-next-offset", "3"), "abc");
            assertThat(reader.next().messages().get(0).text()).isEqualTo("abc");
            server.respondsWith(
                    200,
                    Map.of("content-type", "text/plain", "stream-next-offset", "3", "stream-up-to-date", "true"),
                    "");
            StreamBatch end = reader.next();
            assertThat(end.messages()).isEmpty();
            assertThat(end.next()).isEqualTo(StreamPosition.at(Offset.of("3")));
        }
    }
}
