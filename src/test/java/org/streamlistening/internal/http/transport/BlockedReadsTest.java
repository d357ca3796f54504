package org.streamlistening.internal.http.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.Interrupted;
import org.streamlistening.client.ScriptedResponse;
import org.streamlistening.client.ScriptedServer;
import org.streamlistening.internal.http.BaseUri;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.Transport;
import org.streamlistening.support.SilentResponse;

/**
 * A read that blocks ends with an {@link InterruptedIOException} when its thread is interrupted, on every transport.
 */
class BlockedReadsTest {

    private static void isInterruptible(InputStream body, AtomicInteger read) throws InterruptedException {
        Interrupted interrupted = Interrupted.by(
                () -> {
                    try {
                        while (body.read() >= 0) {
                            read.incrementAndGet();
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                () -> read.get() == 5);
        assertThat(interrupted.failure()).hasCauseInstanceOf(InterruptedIOException.class);
        assertThat(interrupted.restored()).isTrue();
        assertThat(interrupted.took()).isLessThan(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @EnumSource(ClientTransport.class)
    void overHttp(ClientTransport choice) throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                .respondsWith(ScriptedResponse.text("abcdefgh").stallsAt(5))) {
            TransportOptions options = new TransportOptions(new BaseUri(server.base(), "at the test"));
            options.choose(choice);
            try (Transport transport = options.build();
                    Transport.Connection connection = transport.connect(Duration.ofSeconds(30))) {
                URI uri = server.base().resolve("chat");
                StreamResponse response = connection.send(new Transport.Request("GET", uri, Map.of(), null, null));
                isInterruptible(response.body(), new AtomicInteger());
            }
        }
    }

    @Test
    void inTheProcess() throws Exception {
        isInterruptible(new InProcessResponseBody(new SilentResponse()), new AtomicInteger(5));
    }
}
