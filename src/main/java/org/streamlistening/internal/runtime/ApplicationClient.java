package org.streamlistening.internal.runtime;

import jakarta.json.bind.Jsonb;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.DurableStreamsClientBuilder;

/** The client of one web application, built when it is first needed and closed with the application. For any thread. */
final class ApplicationClient implements AutoCloseable {

    private final Settings settings;
    private final ServerLocation location;
    private final ApplicationOverrides overrides;
    private final Jsonb jsonb;
    private final Optional<ThreadFactory> threads;

    // Guarded by this.
    private @Nullable DurableStreamsClient client;
    private boolean closed;

    /**
     * @param jsonb encodes the messages of the application
     * @param threads makes the threads of the client; empty: the default of the client
     */
    ApplicationClient(
            Settings settings,
            ServerLocation location,
            ApplicationOverrides overrides,
            Jsonb jsonb,
            Optional<ThreadFactory> threads) {
        this.jsonb = jsonb;
        this.threads = threads;
        this.settings = settings;
        this.location = location;
        this.overrides = overrides;
    }

    /** @throws IllegalStateException if the application has stopped */
    synchronized DurableStreamsClient get() {
        if (closed) {
            throw StreamRuntime.notRunning();
        }
        if (client == null) {
            DurableStreamsClientBuilder builder = location.client()
                    .jsonb(jsonb)
                    .transport(settings.connection().transport())
                    .maxChunkBytes(settings.connection().maxResponseBytes())
                    .maintenanceTimeout(settings.connection().maintenanceTimeout());
            settings.connection().maxUnfinishedBytes().ifPresent(builder::maxUnfinishedBytes);
            threads.ifPresent(builder::threadFactory);
            client = overrides.customized(builder).build();
        }
        return client;
    }

    @Override
    public void close() {
        DurableStreamsClient last;
        synchronized (this) {
            closed = true;
            last = client;
        }
        // Outside of the monitor: requests that end meanwhile may call get.
        if (last != null) {
            last.close();
        }
    }
}
