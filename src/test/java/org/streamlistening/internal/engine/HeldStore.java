package org.streamlistening.internal.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.internal.store.StreamStore;
import org.streamlistening.internal.store.memory.MemoryStore;

/** A store in memory that delays and fails changes as the test requires. */
public final class HeldStore implements StreamStore {

    private final MemoryStore memory = new MemoryStore();
    private final Deque<Held> held = new ArrayDeque<>();
    private final List<StreamChange> changes = new CopyOnWriteArrayList<>();
    private boolean holding;
    private UnaryOperator<StreamLog> logs = UnaryOperator.identity();

    private Runnable beforeSubmit = () -> {};

    private record Held(StreamChange change, Outcome outcome) {}

    /** Delays the changes from now on, as a busy disk does. */
    void hold() {
        holding = true;
    }

    /** Keeps all held changes, and later ones at once. */
    void keep() {
        holding = false;
        while (!held.isEmpty()) {
            Held next = held.remove();
            memory.submit(next.change, next.outcome);
        }
    }

    /** Fails all held changes, and keeps later ones at once. */
    void fail() {
        holding = false;
        held.descendingIterator()
                .forEachRemaining(next -> next.outcome.failed(StoreException.unavailable("the disk has failed")));
        held.forEach(next -> next.outcome.settled());
        held.clear();
    }

    /** Runs an action before each change; the store does not accept the change if the action throws. */
    void beforeSubmit(Runnable action) {
        beforeSubmit = action;
    }

    /** Wraps the logs that streams read from now on. */
    public void readThrough(UnaryOperator<StreamLog> wrapper) {
        logs = wrapper;
    }

    @Override
    public Recovered recover(Supplier<List<StreamImage>> streams) {
        return memory.recover(streams);
    }

    /** All accepted changes. */
    List<StreamChange> changes() {
        return changes;
    }

    @Override
    public void submit(StreamChange change, Outcome outcome) {
        beforeSubmit.run();
        changes.add(change);
        if (holding) {
            held.add(new Held(change, outcome));
        } else {
            memory.submit(change, outcome);
        }
    }

    @Override
    public StreamLog log(long stream) {
        return logs.apply(memory.log(stream));
    }

    @Override
    public StoreHealth health() {
        return StoreHealth.WRITABLE;
    }

    @Override
    public void close() {
        memory.close();
    }
}
