package org.streamlistening.internal.store.notices;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.store.notices.NoticeConnections.Lease;
import org.streamlistening.internal.threads.ServerThreads;

/** Chooses how notices travel through a database. */
public final class ChangeNoticesFactory {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final SecureRandom RANDOM = new SecureRandom();

    private ChangeNoticesFactory() {}

    /**
     * Starts to send and receive: by LISTEN and NOTIFY on PostgreSQL if its driver can be reached, else through the table
     * of changes, which must exist.
     *
     * <p>The calling thread must have no transaction. Its context class loader is the first that is asked for the driver.
     *
     * @param prefix of the tables of the store; servers with the same prefix tell each other
     * @throws SQLException if the database cannot be reached now
     */
    public static ChangeNotices start(DataSource source, String prefix, ServerThreads threads) throws SQLException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        NoticeConnections connections = new NoticeConnections(source);
        NoticeTransport transport = transport(connections, prefix, loader);
        return new RunningNotices(transport, connections).start(threads, loader);
    }

    private static NoticeTransport transport(NoticeConnections connections, String prefix, @Nullable ClassLoader loader)
            throws SQLException {
        long server = RANDOM.nextLong();
        try (Lease lease = connections.open()) {
            Connection connection = lease.connection();
            String product = connection.getMetaData().getDatabaseProductName();
            if (!product.equals("PostgreSQL")) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "servers learn of each other's appends by polling the table " + prefix + "change of "
                                + product);
                return polled(connections, prefix, server);
            }
            NoticeChannel channel = NoticeChannel.ofPrefix(prefix);
            Optional<PostgresDriver> driver = PostgresDriver.find(connection, loader);
            String obstacle = driver.isEmpty()
                    ? "the PostgreSQL driver is not visible to the application. Let the application see the classes of the"
                            + " driver, for example as a shared library of the server"
                    : channel.obstacle(connection, driver.get());
            if (obstacle.isEmpty()) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "servers learn of each other's appends by LISTEN and NOTIFY of PostgreSQL, channel "
                                + channel.name());
                return new PostgresNotices(connections, driver.orElseThrow(), channel, server, System::nanoTime);
            }
            LOG.log(
                    System.Logger.Level.INFO,
                    "servers learn of each other's appends by polling the table " + prefix
                            + "change of PostgreSQL. LISTEN would be faster, but " + obstacle);
            return polled(connections, prefix, server);
        }
    }

    private static NoticeTransport polled(NoticeConnections connections, String prefix, long server) {
        return new PolledNotices(new ChangeTable(connections, prefix, server), System::nanoTime);
    }
}
