package org.streamlistening.internal.serve.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.internal.embedded.StreamServer;
import org.streamlistening.internal.serve.RunningServer;
import org.streamlistening.server.ServerOptions;

/** A page that fits into the buffer of its sink is one write: each write costs a container several locks. */
class ShortPagesTest {

    private final RunningServer server =
            new RunningServer(ServerOptions.builder().build(), false);

    @AfterEach
    void end() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"application/json | [1,2] | [1,2]", "application/json | [] | []", "text/plain | abc | abc"})
    void isOneWrite(String type, String body, String page) throws IOException {
        send("PUT", Optional.empty(), type, body);
        assertThat(firstWrite()).isEqualTo(page);
    }

    /** A read returns the bytes of one write. */
    private String firstWrite() throws IOException {
        byte[] read = new byte[100];
        try (InProcessResponse response = send("GET", Optional.of("offset=-1"), "", "")) {
            int length = response.read(read, 0, read.length);
            return new String(read, 0, length, StandardCharsets.UTF_8);
        }
    }

    private InProcessResponse send(String method, Optional<String> query, String type, String body) {
        Map<String, String> headers = type.isEmpty() ? Map.of() : Map.of("Content-Type", type);
        return StreamServer.send(
                new InProcessRequest(method, "/a", query, headers, body.getBytes(StandardCharsets.UTF_8)), server);
    }
}
