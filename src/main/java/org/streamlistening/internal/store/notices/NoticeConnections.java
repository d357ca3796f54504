package org.streamlistening.internal.store.notices;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * Connections of the data source, without a transaction. Each one is for the thread that opened it; any thread aborts
 * them.
 */
final class NoticeConnections {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** No statement takes that long, unless the network is cut. */
    private static final int NETWORK_TIMEOUT_MILLIS = 10_000;

    private static final int UNSUPPORTED = -1;

    private final DataSource source;
    private final Set<Lease> open = ConcurrentHashMap.newKeySet();

    NoticeConnections(DataSource source) {
        this.source = source;
    }

    /** A connection until it is closed; compared by identity. */
    final class Lease implements AutoCloseable {

        private final Connection connection;

        /** The previous one of a pooled connection. */
        private final int networkTimeout;

        private Lease(Connection connection) {
            this.connection = connection;
            this.networkTimeout = setNetworkTimeout(connection, NETWORK_TIMEOUT_MILLIS);
            open.add(this);
        }

        Connection connection() {
            return connection;
        }

        @Override
        public void close() throws SQLException {
            open.remove(this);
            if (networkTimeout != UNSUPPORTED) {
                setNetworkTimeout(connection, networkTimeout);
            }
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

    private static int setNetworkTimeout(Connection connection, int millis) {
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, millis);
            return before;
        } catch (SQLException | RuntimeException | AbstractMethodError unsupported) {
            // The pool or the network may have a limit of its own.
            return UNSUPPORTED;
        }
    }

    /** Ends what the other threads wait for on their connections. */
    void abort() {
        open.forEach(lease -> {
            try {
                lease.connection.abort(Runnable::run);
            } catch (SQLException | RuntimeException unsupported) {
                LOG.log(System.Logger.Level.DEBUG, "a connection of change notices could not be aborted", unsupported);
            }
        });
    }
}
