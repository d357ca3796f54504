package org.streamlistening.internal.engine.shared;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.store.SharedStore;
import org.streamlistening.internal.store.SharedTransaction;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.StoredChunk;
import org.streamlistening.internal.store.StoredStream;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;

/** A store whose operations call the test first, which lets them fail or wait, and whose notices can get lost. */
final class ScriptedStore implements SharedStore {

    /** The operations that can block, and two moments after one: {@code COMMITTED} and {@code FOUND} report it next. */
    enum Operation {
        TRANSACT,
        COMMITTED,
        FIND,
        FOUND,
        LOG,
        CHUNKS,
        END_BEFORE,
        COUNT,
        EXPIRED,
        UNNEEDED,
        AFTER,
        CLEAN,
        MARKS
    }

    private final SharedStore store;
    private volatile Consumer<Operation> script = operation -> {};
    private volatile boolean losesNotices;
    private volatile Runnable unknown = () -> {};

    ScriptedStore(SharedStore store) {
        this.store = store;
    }

    /** Calls this at the begin of each operation, on its thread. */
    void script(Consumer<Operation> next) {
        script = next;
    }

    /** Whether changes of other servers stay unnoticed from now on. */
    void losesNotices(boolean loses) {
        losesNotices = loses;
    }

    /** Tells the server that any stream may have changed. */
    void reconnect() {
        unknown.run();
    }

    @Override
    public <T> T transact(Function<SharedTransaction, T> work) {
        script.accept(Operation.TRANSACT);
        T result = store.transact(work);
        script.accept(Operation.COMMITTED);
        return result;
    }

    @Override
    public <T> @Nullable T join(Function<SharedTransaction, T> work, Runnable committed) {
        return store.join(work, committed);
    }

    @Override
    public Optional<StoredStream> find(String id) {
        script.accept(Operation.FIND);
        Optional<StoredStream> found = store.find(id);
        script.accept(Operation.FOUND);
        return found;
    }

    @Override
    public Optional<StoredStream> find(long stream) {
        script.accept(Operation.FIND);
        return store.find(stream);
    }

    @Override
    public StreamLog log(long stream) {
        StreamLog log = store.log(stream);
        return new StreamLog() {
            @Override
            public StreamBytes bytes(long from, long to) {
                script.accept(Operation.LOG);
                return log.bytes(from, to);
            }

            @Override
            public long messagesUpTo(long position) {
                script.accept(Operation.LOG);
                return log.messagesUpTo(position);
            }

            @Override
            public long endOf(long message) {
                script.accept(Operation.LOG);
                return log.endOf(message);
            }

            @Override
            public long appendEndAfter(long position) {
                script.accept(Operation.LOG);
                return log.appendEndAfter(position);
            }

            @Override
            public void dropBefore(long position) {
                log.dropBefore(position);
            }
        };
    }

    @Override
    public List<StoredChunk> chunks(long stream, long from, long to, int maxBytes) {
        script.accept(Operation.CHUNKS);
        return store.chunks(stream, from, to, maxBytes);
    }

    @Override
    public OptionalLong endBefore(long stream, Instant time) {
        script.accept(Operation.END_BEFORE);
        return store.endBefore(stream, time);
    }

    @Override
    public long count() {
        script.accept(Operation.COUNT);
        return store.count();
    }

    @Override
    public List<String> expired(Instant now, int max) {
        script.accept(Operation.EXPIRED);
        return store.expired(now, max);
    }

    @Override
    public List<Long> unneeded(int max) {
        script.accept(Operation.UNNEEDED);
        return store.unneeded(max);
    }

    @Override
    public List<StoredStream> after(long stream, int max) {
        script.accept(Operation.AFTER);
        return store.after(stream, max);
    }

    @Override
    public boolean clean() {
        script.accept(Operation.CLEAN);
        return store.clean();
    }

    @Override
    public Map<String, StreamMark> marks(Collection<String> ids) {
        script.accept(Operation.MARKS);
        return store.marks(ids);
    }

    @Override
    public void onChange(Consumer<String> listener, Runnable all) {
        unknown = all;
        store.onChange(
                id -> {
                    if (!losesNotices) {
                        listener.accept(id);
                    }
                },
                all);
    }

    @Override
    public StoreHealth health() {
        return store.health();
    }

    @Override
    public void close() {
        store.close();
    }
}
