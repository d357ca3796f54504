package org.streamlistening.internal.serve;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.Supplier;
import org.streamlistening.inprocess.AppendTracing;
import org.streamlistening.internal.engine.Streams;
import org.streamlistening.internal.metrics.CommitCounters;
import org.streamlistening.internal.metrics.ServerCounters;
import org.streamlistening.internal.serve.exchange.ServerExchange;
import org.streamlistening.internal.store.SharedStore;
import org.streamlistening.internal.store.StreamStore;
import org.streamlistening.internal.threads.ServerThreads;
import org.streamlistening.metrics.ServerMetrics;
import org.streamlistening.server.ServerOptions;

/** One server while it runs: its threads, its store, the streams in it, and the dispatcher of requests to them. */
public final class RunningServer implements AutoCloseable {

    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final ServerThreads threads;
    private final Streams streams;
    private final RequestDispatcher dispatcher;
    private final ServerCounters counters = new ServerCounters();
    private final CommitCounters commits;
    private final boolean durable;

    /** @param writesBlock whether the container blocks in writes, see {@link ServerThreads} */
    public RunningServer(ServerOptions options, boolean writesBlock) {
        this(options, writesBlock, systemClock());
    }

    /** @param clock the time of the server */
    public RunningServer(ServerOptions options, boolean writesBlock, ServerClock clock) {
        this(options, writesBlock, new CommitCounters(), StreamsOfServer.configured(options, clock));
    }

    /** @param stores opens a store that belongs to this server */
    public RunningServer(ServerOptions options, boolean writesBlock, Function<ServerThreads, StreamStore> stores) {
        this(options, writesBlock, new CommitCounters(), StreamsOfServer.in(stores, options, systemClock()));
    }

    /** A server of a store that several servers share. */
    public static RunningServer shared(ServerOptions options, Supplier<SharedStore> stores, ServerClock clock) {
        return new RunningServer(
                options, true, new CommitCounters(), StreamsOfServer.shared(threads -> stores.get(), options, clock));
    }

    private RunningServer(
            ServerOptions options, boolean writesBlock, CommitCounters commits, StreamsOfServer streamsOfServer) {
        this.commits = commits;
        durable = options.store().isPresent() || options.database().isPresent();
        threads = new ServerThreads(writesBlock || options.database().isPresent());
        streams = opened(streamsOfServer, threads, commits);
        dispatcher = new RequestDispatcher(options, streams, threads, counters);
        threads.every(SWEEP, streams::sweep);
    }

    private static ServerClock systemClock() {
        return new ServerClock(InstantSource.system(), System::nanoTime);
    }

    /** A store that cannot be opened or read leaves no thread behind. */
    private static Streams opened(StreamsOfServer streams, ServerThreads threads, CommitCounters commits) {
        try {
            return streams.open(threads, commits);
        } catch (RuntimeException | Error unusable) {
            threads.close();
            throw unusable;
        }
    }

    /** Responds to the request now, or later if it waits. Does not throw. */
    public void handle(ServerExchange exchange) {
        dispatcher.handle(exchange);
    }

    /** Removes the streams and messages whose time is over, as it happens every few seconds. */
    public void sweep() {
        streams.sweep();
    }

    /** Reports that the servlet container blocks in writes, see {@link ServerThreads}. */
    public void expectBlockingWrites() {
        threads.expectBlockingWrites();
    }

    /** Notifies this of each append from now on. */
    public void trace(AppendTracing appends) {
        dispatcher.trace(appends);
    }

    /** The figures of this server. */
    public ServerMetrics metrics() {
        CommitCounters.Commits durably = commits.commits();
        return new ServerMetrics(
                state(),
                durable,
                counters.appends(),
                counters.bytes(),
                durably.batches(),
                durably.changes(),
                durably.largest(),
                dispatcher.waitingReaders());
    }

    private ServerMetrics.StoreState state() {
        return switch (streams.health()) {
            case WRITABLE -> ServerMetrics.StoreState.WRITABLE;
            case REJECTING -> ServerMetrics.StoreState.REJECTING;
            case ENDED -> ServerMetrics.StoreState.ENDED;
        };
    }

    @Override
    public void close() {
        streams.close();
        threads.close();
    }
}
