package org.streamlistening.internal.store.database;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.store.SharedStore;
import org.streamlistening.internal.store.SharedTransaction;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.StoredChunk;
import org.streamlistening.internal.store.StoredStream;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.internal.store.notices.ChangeNoticesFactory;
import org.streamlistening.internal.threads.ServerThreads;
import org.streamlistening.server.StreamDatabase;

/** Keeps streams in a database that all servers share. */
public final class DatabaseStore implements SharedStore {

    /** What the names of the tables begin with by default. */
    public static final String PREFIX = "durable_streams_";

    private final Connections connections;
    private final StoreTables tables;
    private final Attempts attempts;
    private final DatabaseOutage outage;
    private final Transactions transactions;
    private final PublishedChanges notices;

    /**
     * @param prefix what the names of the tables begin with, possibly with a schema and a dot
     * @param creates whether to make the tables if they do not exist
     * @param changed is called with the id of each stream that this store has changed, after the commit, on the thread
     *     that committed
     * @throws StreamTablesException if the tables cannot be used
     * @throws StoreException if the database cannot be reached
     */
    public DatabaseStore(DataSource source, String prefix, boolean creates, Consumer<String> changed) {
        this(source, prefix, creates, changed, RetryClock.SYSTEM, new PublishedChanges());
    }

    DatabaseStore(DataSource source, String prefix, boolean creates, Consumer<String> changed, RetryClock clock) {
        this(source, prefix, creates, changed, clock, new PublishedChanges());
    }

    private DatabaseStore(
            DataSource source,
            String prefix,
            boolean creates,
            Consumer<String> changed,
            RetryClock clock,
            PublishedChanges notices) {
        this.notices = notices;
        TableNames names = new TableNames(prefix);
        outage = new DatabaseOutage(clock);
        attempts = new Attempts(clock, outage);
        Dialect dialect = Dialects.of(attempts.repeat(() -> Connections.product(source)));
        connections = new Connections(source, dialect);
        new StreamTables(names, connections, attempts, clock).prepare(creates);
        tables = StoreTables.of(names, dialect);
        transactions = new Transactions(
                connections, tables, attempts, outage, clock, changed, new Participation(connections, names));
    }

    /**
     * Opens the store of a server, with notices from and to the other servers.
     *
     * @throws StreamTablesException if the tables cannot be used
     * @throws StoreException if the database cannot be reached
     */
    public static DatabaseStore open(StreamDatabase database, ServerThreads threads) {
        PublishedChanges changes = new PublishedChanges();
        DatabaseStore store = new DatabaseStore(
                database.source(),
                database.tablePrefix(),
                database.createTables(),
                changes,
                RetryClock.SYSTEM,
                changes);
        try {
            changes.to(ChangeNoticesFactory.start(database.source(), database.tablePrefix(), threads));
        } catch (SQLException unreachable) {
            throw store.outage.failed(SqlFailure.away(unreachable));
        }
        return store;
    }

    private <T> T read(Function<SqlSession, T> statements) {
        T result = attempts.repeat(() -> connections.each(statements));
        outage.succeeded(false);
        return result;
    }

    @Override
    public <T> T transact(Function<SharedTransaction, T> work) {
        return transactions.transact(work);
    }

    @Override
    public <T> @Nullable T join(Function<SharedTransaction, T> work, Runnable committed) {
        return transactions.join(work, committed);
    }

    @Override
    public Optional<StoredStream> find(String id) {
        return read(session -> tables.streams().find(session, id));
    }

    @Override
    public Optional<StoredStream> find(long stream) {
        return read(session -> tables.streams().find(session, stream));
    }

    @Override
    public StreamLog log(long stream) {
        return new ChunkLog(stream, tables, this::read);
    }

    @Override
    public List<StoredChunk> chunks(long stream, long from, long to, int maxBytes) {
        return to <= from || to - from > maxBytes
                ? List.of()
                : ChunkRange.of(read(session -> tables.chunks().chunks(session, stream, from, to)), from, to);
    }

    @Override
    public OptionalLong endBefore(long stream, Instant time) {
        return read(session -> tables.chunks().endBefore(session, stream, time));
    }

    @Override
    public long count() {
        return read(tables.streams()::count);
    }

    @Override
    public List<String> expired(Instant now, int max) {
        return read(session -> tables.streams().expired(session, now, max));
    }

    @Override
    public List<Long> unneeded(int max) {
        return read(session -> tables.streams().unneeded(session, max));
    }

    @Override
    public List<StoredStream> after(long stream, int max) {
        return read(session -> tables.streams().after(session, stream, max));
    }

    @Override
    public boolean clean() {
        return transactions.committed(tables.garbage()::clean);
    }

    @Override
    public Map<String, StreamMark> marks(Collection<String> ids) {
        return read(session -> tables.streams().marks(session, ids));
    }

    @Override
    public void onChange(Consumer<String> listener, Runnable unknown) {
        notices.onChange(listener, unknown);
    }

    @Override
    public StoreHealth health() {
        return outage.health();
    }

    /** Ends the notices. The data source belongs to the application. */
    @Override
    public void close() {
        notices.close();
    }
}
