package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid paths, byte by byte, are rejected by the container or by the embedded server, and no stream is created. */
@ExtendWith(ArquillianExtension.class)
@EnabledIfSystemProperty(
        named = "arquillian.launch",
        matches = "liberty",
        disabledReason = "the expected statuses are those of Open Liberty")
class BadPathsIT {

    @Deployment(testable = false)
    static WebArchive application() {
        // At most one stream: if a bad path created one, the good path could not.
        return Deployments.server("paths.war", "/paths", """
                durable-streams.embedded.enabled=true
                durable-streams.embedded.access=all
                durable-streams.embedded.max-streams=1
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "/a%2Fb, 400",
        "/a%5Cb, 400",
        "/a\\b, 400",
        "/a;x=1, 400",
        "/a/..;/b, 400",
        "/a/../b, 400",
        "/a/./b, 400",
        "/a/%2e%2e/b, 400",
        "/%2E%2E/b, 400",
        "/../../etc/passwd, 404",
        "/a//b, 400",
        "//a, 400",
        "/a/, 400",
        "/, 404",
        "/a%00b, 400",
        "/a%0d%0aInjected:%20yes, 400",
        "/%c2%85, 400",
        "/%, 400",
        "/%zz, 400",
        "/%ff, 400",
        "/%c0%af, 400",
        "/é, 400",
        "/__ds/x, 404",
        "/%5F_ds/x, 400"
    })
    void areRejected(String path, int status) throws IOException {
        assertRejected(path, status);
    }

    @Test
    void areRejectedWhenTheyAreTooLong() throws IOException {
        assertRejected("/" + "x".repeat(1025), 414);
        assertRejected("/" + "x".repeat(20_000), 414);
    }

    private static void assertRejected(String path, int status) throws IOException {
        String response = send("PUT", path);
        assertThat(response).startsWith("HTTP/1.1 " + status + " ");
        assertThat(response).doesNotContain("\tat ").doesNotContain("\nInjected");
        assertThat(send("PUT", "/good")).startsWith("HTTP/1.1 201 ");
        assertThat(send("DELETE", "/good")).startsWith("HTTP/1.1 204 ");
    }

    private static String send(String method, String path) throws IOException {
        String request = method + " /paths/streams" + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\nx";
        try (Socket socket = new Socket("localhost", Integer.getInteger("it.http.port"))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(all);
            return all.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
