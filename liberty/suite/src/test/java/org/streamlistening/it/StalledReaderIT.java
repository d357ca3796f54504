package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** More clients that open an event stream and do not read it than the server has timer threads. */
@ExtendWith(ArquillianExtension.class)
@EnabledIfSystemProperty(
        named = "arquillian.launch",
        matches = "liberty",
        disabledReason = "it tests how Open Liberty writes")
class StalledReaderIT {

    private static final int STALLED = 8;
    private static final byte[] EVENT = "x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);

    /** Enough to fill all buffers of a connection. */
    private static final int EVENTS = 300;

    private final HttpClient client = HttpClient.newHttpClient();

    @ArquillianResource
    private URL url;

    @Deployment(testable = false)
    static WebArchive application() {
        return Deployments.server("stalled.war", "/stalled", """
                durable-streams.embedded.enabled=true
                durable-streams.embedded.access=all
                durable-streams.embedded.sse-duration=8s
                """);
    }

    @Test
    void delayNoOtherReader() throws Exception {
        URI stream = url.toURI().resolve("/stalled/streams/events");
        String offset = offset(send(request(stream).PUT(BodyPublishers.noBody())));
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < STALLED; i++) {
                stalled.add(stall(stream));
            }
            for (int i = 0; i < EVENTS; i++) {
                CompletableFuture<HttpResponse<String>> reader = client.sendAsync(
                        request(URI.create(stream + "?live=long-poll&offset=" + offset))
                                .GET()
                                .build(),
                        BodyHandlers.ofString());
                send(request(stream).POST(BodyPublishers.ofByteArray(EVENT)));
                assertThat(reader.join().statusCode()).isEqualTo(200);
                offset = offset(reader.join());
            }
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    private static Socket stall(URI stream) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(stream.getHost(), stream.getPort()));
        String request = "GET " + stream.getPath() + "?live=sse&offset=now HTTP/1.1\r\nHost: " + stream.getAuthority()
                + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        // The response has begun; from here on the client reads nothing.
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    /** The timeout is well below the minute after which the container closes the connection. */
    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).header("Content-Type", "text/plain").timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isIn(201, 204);
        return response;
    }

    private static String offset(HttpResponse<?> response) {
        return response.headers().firstValue("Stream-Next-Offset").orElseThrow();
    }
}
