package org.streamlistening.internal.store.notices;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * Connections of the data source, without a transaction. Each one is for the thread that opened it; any thread aborts
 * them.
 */
final class NoticeConnections {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final DataSource source;
    private final Set<Lease> open = ConcurrentHashMap.newKeySet();

    NoticeConnections(DataSource source) {
        this.source = source;
    }

    /** A connection until it is closed; compared by identity. */
    final class Lease implements AutoCloseable {

        private final Connection connection;

        private Lease(Connection connection) {
            this.connection = connection;
            open.add(this);
        }

        Connection connection() {
            return connection;
        }

        @Override
        public void close() throws SQLException {
            open.remove(this);
            connection.close();
        }
    }

    Lease open() throws SQLException {
        Connection connection = source.getConnection();
        try {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true);
            }
            return new Lease(connection);
        } catch (SQLException | RuntimeException | Error failure) {
            connection.close();
            throw failure;
        }
    }

    /** Ends what the other threads wait for on their connections. */
    void abort() {
        AtomicInteger aborted = new AtomicInteger();
        open.forEach(lease -> {
            try {
                lease.connection.abort(Runnable::run);
                aborted.incrementAndGet();
            } catch (SQLException | RuntimeException unsupported) {
                LOG.log(System.Logger.Level.DEBUG, "a connection of change notices could not be aborted", unsupported);
            }
        });
        LOG.log(System.Logger.Level.DEBUG, "aborted connections of change notices: " + aborted);
    }
}
