package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An invalid Content-Length is rejected with a 4xx status, by the container or by the embedded server. */
@EnabledIfSystemProperty(
        named = "arquillian.launch",
        matches = "wildfly",
        disabledReason = "Open Liberty drops such a header before it reaches the application")
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class BadLengthsIT {

    @Deployment(testable = false)
    static WebArchive application() {
        return Deployments.server("lengths.war", "/lengths", """
                durable-streams.embedded.enabled=true
                durable-streams.embedded.access=all
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "-1", "1x", "0x1", "99999999999999999999", "1.0"})
    void areRejected(String length) throws IOException {
        String request = "PUT /lengths/streams/new HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: text/plain\r\nContent-Length: " + length + "\r\n\r\nx";
        try (Socket socket = new Socket("localhost", Integer.getInteger("it.http.port"))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(all);
            assertThat(all.toString(StandardCharsets.ISO_8859_1)).matches("(?s)HTTP/1.1 4(00|13) .*");
        }
    }
}
