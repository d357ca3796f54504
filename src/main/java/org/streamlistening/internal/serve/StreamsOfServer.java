package org.streamlistening.internal.serve;

import java.time.InstantSource;
import java.util.function.Function;
import org.streamlistening.internal.engine.EngineContext;
import org.streamlistening.internal.engine.StreamRegistry;
import org.streamlistening.internal.engine.Streams;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.engine.shared.SharedContext;
import org.streamlistening.internal.engine.shared.SharedStreams;
import org.streamlistening.internal.metrics.CommitCounters;
import org.streamlistening.internal.store.SharedStore;
import org.streamlistening.internal.store.StreamStore;
import org.streamlistening.internal.store.database.DatabaseStore;
import org.streamlistening.internal.store.disk.DiskOptions;
import org.streamlistening.internal.store.disk.DiskStore;
import org.streamlistening.internal.store.memory.MemoryStore;
import org.streamlistening.internal.threads.ServerThreads;
import org.streamlistening.internal.threads.StoreWorkers;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamDatabase;

/** Opens the store that the options name, and the streams in it. */
@FunctionalInterface
interface StreamsOfServer {

    /** The most connections to a database at a time, besides those for notices. */
    int CONNECTIONS = 16;

    /** If this method throws, no thread and no file of the store is left. */
    Streams open(ServerThreads threads, CommitCounters commits);

    /** In memory, in a directory, or in a database. */
    static StreamsOfServer configured(ServerOptions options, ServerClock clock) {
        if (options.database().isPresent()) {
            StreamDatabase database = options.database().get();
            return shared(threads -> DatabaseStore.open(database, threads), options, clock);
        }
        return (threads, commits) ->
                registry(store(options, threads, clock::calendar, commits), threads, options, clock);
    }

    /** @param stores opens a store that belongs to this server */
    static StreamsOfServer in(Function<ServerThreads, StreamStore> stores, ServerOptions options, ServerClock clock) {
        return (threads, commits) -> registry(stores.apply(threads), threads, options, clock);
    }

    /** @param stores opens a store that several servers share */
    static StreamsOfServer shared(
            Function<ServerThreads, SharedStore> stores, ServerOptions options, ServerClock clock) {
        return (threads, commits) -> {
            SharedStore store = stores.apply(threads);
            StoreWorkers workers = new StoreWorkers(CONNECTIONS);
            try {
                return new SharedStreams(
                        new SharedContext(
                                store,
                                threads,
                                workers,
                                clock::calendar,
                                options.retention(),
                                EngineLimits.of(options)),
                        commits);
            } catch (RuntimeException | Error unreadable) {
                workers.close();
                store.close();
                throw unreadable;
            }
        };
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

    /** A store that cannot be read releases its directory. */
    private static StreamRegistry registry(
            StreamStore store, ServerThreads threads, ServerOptions options, ServerClock clock) {
        try {
            return new StreamRegistry(new EngineContext(
                    store, threads, clock, clock::calendar, options.retention(), EngineLimits.of(options)));
        } catch (RuntimeException | Error unreadable) {
            store.close();
            throw unreadable;
        }
    }
}
