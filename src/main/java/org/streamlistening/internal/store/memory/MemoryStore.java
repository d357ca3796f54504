package org.streamlistening.internal.store.memory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.RetriedStep;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.internal.store.StreamStore;

/** Keeps streams in memory, for as long as the application runs. */
public final class MemoryStore implements StreamStore {

    private static final System.Logger LOG = System.getLogger(MemoryStore.class.getName());

    private final Map<Long, MemoryLog> logs = new ConcurrentHashMap<>();

    private volatile StoreHealth health = StoreHealth.WRITABLE;

    @Override
    public Recovered recover(Supplier<List<StreamImage>> streams) {
        // Numbers of an earlier run are never used again, so its entity tags match nothing.
        return new Recovered(List.of(), System.currentTimeMillis() * 1000);
    }

    @Override
    public void submit(StreamChange change, Outcome outcome) {
        if (health == StoreHealth.ENDED) {
            fail(outcome, StoreException.unavailable("the server needs a restart"));
            return;
        }
        try {
            apply(change);
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.WARNING, "a change of a stream is rejected for lack of memory", failure);
            fail(outcome, StoreException.unavailable("the server is short of memory"));
            return;
        }
        commit(outcome);
        outcome.settled();
    }

    private static void fail(Outcome outcome, StoreException reason) {
        outcome.failed(reason);
        outcome.settled();
    }

    /** The bytes are stored: the engine must accept the change now. */
    private void commit(Outcome outcome) {
        try {
            RetriedStep.run(outcome::committed, () -> {});
        } catch (RuntimeException | Error failure) {
            health = StoreHealth.ENDED;
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the streams in memory accept no more changes, since one could not be completed;"
                            + " restart the application, with more memory if memory was short",
                    failure);
        }
    }

    /** Applies the change completely, or fails without any effect. */
    private void apply(StreamChange change) {
        if (change instanceof StreamChange.Created created) {
            StreamState origin = created.origin();
            logs.put(created.stream(), new MemoryLog(origin.tail(), origin.messages()).append(created.append()));
        } else if (change instanceof StreamChange.Appended appended) {
            MemoryLog log = logs.get(appended.stream());
            // A stream that was dropped meanwhile has no log and no readers.
            if (log != null) {
                log.append(appended.append());
            }
        } else if (change instanceof StreamChange.Dropped) {
            logs.remove(change.stream());
        }
    }

    @Override
    public StreamLog log(long stream) {
        MemoryLog log = logs.get(stream);
        if (log == null) {
            throw StoreException.unknownStream();
        }
        return log;
    }

    @Override
    public StoreHealth health() {
        return health;
    }

    @Override
    public void close() {
        logs.clear();
    }
}
