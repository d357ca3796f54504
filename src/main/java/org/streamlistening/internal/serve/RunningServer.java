package org.streamlistening.internal.serve;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.streamlistening.internal.engine.EngineContext;
import org.streamlistening.internal.engine.StreamRegistry;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.metrics.CommitCounters;
import org.streamlistening.internal.metrics.ServerCounters;
import org.streamlistening.internal.serve.exchange.ServerExchange;
import org.streamlistening.internal.store.StreamStore;
import org.streamlistening.internal.store.disk.DiskOptions;
import org.streamlistening.internal.store.disk.DiskStore;
import org.streamlistening.internal.store.memory.MemoryStore;
import org.streamlistening.internal.threads.ServerThreads;
import org.streamlistening.metrics.ServerMetrics;
import org.streamlistening.server.ServerOptions;

/** One server while it runs: its threads, its store, the streams in it, and the dispatcher of requests to them. */
public final class RunningServer implements AutoCloseable {

    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final ServerThreads threads;
    private final StreamStore store;
    private final RequestDispatcher dispatcher;
    private final ServerCounters counters = new ServerCounters();
    private final CommitCounters commits;
    private final boolean durable;

    /** @param writesBlock whether the container blocks in writes, see {@link ServerThreads} */
    public RunningServer(ServerOptions options, boolean writesBlock) {
        this(options, writesBlock, systemClock());
    }

    private RunningServer(ServerOptions options, boolean writesBlock, ServerClock clock) {
        this(options, writesBlock, clock, new CommitCounters());
    }

    private RunningServer(ServerOptions options, boolean writesBlock, ServerClock clock, CommitCounters commits) {
        this(options, writesBlock, clock, threads -> store(options, threads, clock::calendar, commits), commits);
    }

    public RunningServer(ServerOptions options, boolean writesBlock, Function<ServerThreads, StreamStore> stores) {
        this(options, writesBlock, systemClock(), stores, new CommitCounters());
    }

    private RunningServer(
            ServerOptions options,
            boolean writesBlock,
            ServerClock clock,
            Function<ServerThreads, StreamStore> stores,
            CommitCounters commits) {
        this.commits = commits;
        durable = options.store().isPresent();
        threads = new ServerThreads(writesBlock);
        store = opened(stores, threads);
        StreamRegistry streams = recover(new EngineContext(
                store, threads, clock, clock::calendar, options.retention(), EngineLimits.of(options)));
        dispatcher = new RequestDispatcher(options, streams, threads, counters);
        threads.every(SWEEP, streams::sweep);
    }

    private static ServerClock systemClock() {
        return new ServerClock(InstantSource.system(), System::nanoTime);
    }

    private static StreamStore store(
            ServerOptions options, ServerThreads threads, InstantSource calendar, CommitCounters commits) {
        return options.store()
                .<StreamStore>map(path -> new DiskStore(
                        new DiskOptions(path, options.retention(), calendar)
                                .forgettingProducersAfter(options.producerMaxAge()),
                        threads,
                        commits))
                .orElseGet(MemoryStore::new);
    }

    /** A store that cannot be opened leaves no thread behind. */
    private static StreamStore opened(Function<ServerThreads, StreamStore> stores, ServerThreads threads) {
        try {
            return stores.apply(threads);
        } catch (RuntimeException | Error unusable) {
            threads.close();
            throw unusable;
        }
    }

    /** A store that cannot be read releases its directory. */
    private StreamRegistry recover(EngineContext context) {
        try {
            return new StreamRegistry(context);
        } catch (RuntimeException | Error unreadable) {
            close();
            throw unreadable;
        }
    }

    /** Responds to the request now, or later if it waits. Does not throw. */
    public void handle(ServerExchange exchange) {
        dispatcher.handle(exchange);
    }

    /** Reports that the servlet container blocks in writes, see {@link ServerThreads}. */
    public void expectBlockingWrites() {
        threads.expectBlockingWrites();
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
        return switch (store.health()) {
            case WRITABLE -> ServerMetrics.StoreState.WRITABLE;
            case REJECTING -> ServerMetrics.StoreState.REJECTING;
            case ENDED -> ServerMetrics.StoreState.ENDED;
        };
    }

    @Override
    public void close() {
        store.close();
        threads.close();
    }
}
