package org.streamlistening.internal.embedded;

import java.io.IOException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.inprocess.AppendTracing;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.serve.RunningServer;
import org.streamlistening.internal.serve.ServerClock;
import org.streamlistening.internal.serve.exchange.ServerExchange;
import org.streamlistening.metrics.ServerMetrics;
import org.streamlistening.server.ServerOptions;

/**
 * One server: it starts at the first use, and ends once. The application itself calls it here, without a socket and
 * without access rules, but with all limits. Thread-safe.
 */
public final class StreamServer implements InProcessServer, AutoCloseable {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final ServerOptions options;
    private final Supplier<RunningServer> servers;
    private volatile @Nullable RunningServer running;

    // Written under this monitor.
    private volatile boolean ended;

    // Guarded by this.
    private AppendTracing tracing = AppendTracing.NONE;

    /** What needs this server for the last time. */
    private final Queue<Runnable> lastUses = new ConcurrentLinkedQueue<>();

    public StreamServer(ServerOptions options) {
        this(options, () -> new RunningServer(options, false));
    }

    /** @param clock the time of the server */
    public StreamServer(ServerOptions options, ServerClock clock) {
        this(options, () -> new RunningServer(options, false, clock));
    }

    private StreamServer(ServerOptions options, Supplier<RunningServer> servers) {
        this.options = options;
        this.servers = servers;
    }

    /**
     * Starts the server, unless it has started before.
     *
     * @throws IllegalStateException if the store cannot be used, if another server uses it, or if this server has ended
     */
    public synchronized RunningServer start() {
        RunningServer current = running;
        if (current != null) {
            return current;
        }
        if (ended) {
            throw new IllegalStateException("the embedded Durable Streams server has ended with its application");
        }
        try {
            current = servers.get();
        } catch (RuntimeException unusable) {
            throw new IllegalStateException(
                    NumberedMessage.SERVER_CANNOT_START.text(unusable.getMessage() + reason(unusable)), unusable);
        }
        current.trace(tracing);
        running = current;
        LOG.log(System.Logger.Level.INFO, "the embedded Durable Streams server keeps its streams {0}", place());
        return current;
    }

    private String place() {
        if (options.database().isPresent()) {
            return "in tables " + options.database().get().tablePrefix() + "* of its database";
        }
        return options.store().map(directory -> "in " + directory).orElse("in memory: they end with the application");
    }

    /** The innermost cause, in brackets: the exceptions around it have other messages. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost == failure
                ? ""
                : " (" + innermost.getClass().getSimpleName() + ": " + innermost.getMessage() + ")";
    }

    /** The running server; null before the start and after the end. */
    @Nullable
    public RunningServer running() {
        return running;
    }

    @Override
    public InProcessResponse send(InProcessRequest request) throws IOException {
        RunningServer current = running;
        if (current == null) {
            current = startForRequest();
        }
        return send(request, current);
    }

    /** Sends a request to this server without a socket. */
    public static InProcessResponse send(InProcessRequest request, RunningServer server) {
        InProcessPipe pipe = new InProcessPipe();
        InProcessServerResponse response = new InProcessServerResponse(pipe);
        server.handle(new ServerExchange(new InProcessServerRequest(request, pipe), response));
        return new InProcessClientResponse(response, pipe);
    }

    private synchronized RunningServer startForRequest() throws IOException {
        if (ended) {
            throw new IOException("the embedded Durable Streams server has ended");
        }
        return start();
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public Optional<ServerMetrics> metrics() {
        return Optional.ofNullable(running).map(RunningServer::metrics);
    }

    @Override
    public synchronized void traceAppends(AppendTracing appends) {
        tracing = appends;
        Optional.ofNullable(running).ifPresent(current -> current.trace(appends));
    }

    @Override
    public void beforeEnd(Runnable task) {
        lastUses.add(task);
    }

    @Override
    public void close() {
        for (Runnable task = lastUses.poll(); task != null; task = lastUses.poll()) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "a user of the server could not end before it", e);
            }
        }
        RunningServer current;
        synchronized (this) {
            ended = true;
            current = running;
            running = null;
        }
        if (current != null) {
            current.close();
        }
    }
}
