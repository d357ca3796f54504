package org.streamlistening.client;

import jakarta.json.spi.JsonProvider;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.streamlistening.internal.http.BaseUri;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.Transport;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.threads.LibraryThreads;

/** Clients over a transport that a test plays, without a network. */
final class TransportClients {

    private TransportClients() {}

    static DurableStreamsClient over(Transport transport, Supplier<Map<String, String>> headers, RetryPolicy retry) {
        ClientSettings settings = new ClientSettings(
                new BaseUri(URI.create("http://127.0.0.1/")),
                List.of(headers),
                List.of(),
                null,
                false,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                1024,
                1024,
                new MessageBudget(1 << 20),
                Duration.ZERO,
                retry,
                JsonProvider.provider());
        return new DurableStreamsClient(settings, transport, LibraryThreads.unmanaged(), new JsonEncoder(null));
    }
}
