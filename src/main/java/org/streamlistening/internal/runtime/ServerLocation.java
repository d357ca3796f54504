package org.streamlistening.internal.runtime;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.DurableStreamsClientBuilder;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.metrics.ServerMetrics;
import org.streamlistening.server.EmbeddedServer;

/**
 * The server of the streams: the configured URL, else the embedded server of this application, called in-process. An
 * address is never derived from a request, because its sender could choose it.
 */
public final class ServerLocation {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final String NONE = NumberedMessage.NO_SERVER.text();

    private static final String NOT_STARTED =
            NumberedMessage.SERVER_NOT_REGISTERED.text(EmbeddedServer.class.getName());

    private final Optional<URI> configured;
    private final boolean expected;
    private final Supplier<InProcessServer> embedded;
    private final AtomicReference<@Nullable InProcessServer> found = new AtomicReference<>();
    private final Runnable beforeEnd;
    private final AtomicBoolean looked = new AtomicBoolean();

    /**
     * @param embedded the server of this application, which is started if the servlet container has not done so yet
     * @param beforeEnd runs when the embedded server is about to end: some containers end it before the application
     */
    public ServerLocation(Settings settings, Supplier<InProcessServer> embedded, Runnable beforeEnd) {
        this.configured = settings.connection().url();
        this.expected = settings.connection().embedded();
        this.embedded = embedded;
        this.beforeEnd = beforeEnd;
    }

    /** The message for an application without a configured server, with the reason if it is known. */
    public static String none() {
        return NONE + Configuration.unreadFile();
    }

    /** Takes the server that the servlet container started, unless another one is known that has not ended. */
    public void find(ServletContext application) {
        if (application.getAttribute(EmbeddedServer.SERVER_ATTRIBUTE) instanceof InProcessServer server) {
            InProcessServer known = found.get();
            if (known == null || known.hasEnded()) {
                take(known, server);
            }
        }
    }

    private void take(@Nullable InProcessServer known, InProcessServer server) {
        if (found.compareAndSet(known, server)) {
            server.beforeEnd(beforeEnd);
        }
    }

    /** A request arrived, thus the servlet container has started its listeners. Warns once if the server is missing. */
    public void check(ServletContext application) {
        if (!expected || looked.getAndSet(true)) {
            return;
        }
        find(application);
        if (application.getAttribute(EmbeddedServer.SERVER_ATTRIBUTE) == null) {
            LOG.log(System.Logger.Level.WARNING, NOT_STARTED);
        }
    }

    /** The figures of the embedded server; empty if this application has none. */
    public Optional<ServerMetrics> serverMetrics() {
        return Optional.ofNullable(found.get()).flatMap(InProcessServer::metrics);
    }

    /** Whether a server is configured. */
    boolean isConfigured() {
        return configured.isPresent() || expected;
    }

    /**
     * Begins a client of it.
     *
     * @throws IllegalStateException if there is none, or the embedded one cannot start
     */
    DurableStreamsClientBuilder client() {
        if (configured.isPresent()) {
            return DurableStreamsClient.builder(configured.get());
        }
        if (!expected) {
            throw new IllegalStateException(none());
        }
        running();
        return DurableStreamsClient.builder(new Current());
    }

    private InProcessServer running() {
        InProcessServer known = found.get();
        if (known != null) {
            return known;
        }
        InProcessServer started = embedded.get();
        take(null, started);
        return started;
    }

    /** The server that the application has at the time of a request. */
    private final class Current implements InProcessServer {

        @Override
        public InProcessResponse send(InProcessRequest request) throws IOException {
            return running().send(request);
        }

        @Override
        public boolean hasEnded() {
            return running().hasEnded();
        }
    }
}
