package org.streamlistening.internal.store.notices;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.store.notices.NoticeConnections.Lease;

/**
 * Notices by NOTIFY, on a connection of the pool that lasts for one batch, and by LISTEN, on one that lasts.
 *
 * <p>Nothing is durable about a notification, so its commit does not wait for the disk; that also shortens the time for
 * which it holds the lock of all NOTIFYs.
 */
final class PostgresNotices implements NoticeTransport {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** The limit of PostgreSQL is 8000 bytes; the number of the server is in it, too. */
    private static final int MAX_TEXT = 7900;

    private static final String NOTIFY = "select set_config('synchronous_commit', 'off', true), pg_notify(?, ?)";

    /** The bounds of a wait, and so of the time that {@code close} takes. */
    private static final int WAIT_MILLIS = 250;

    /** A connection that a network device has dropped tells nothing by itself. */
    private static final Duration CHECKED_EVERY = Duration.ofSeconds(5);

    private static final Duration GATHERED_FOR = Duration.ofMillis(5);

    private final NoticeConnections connections;
    private final PostgresDriver driver;
    private final NoticeChannel channel;
    private final long server;
    private final LongSupplier nanoTime;

    // For the receiving thread.
    private @Nullable Lease listening;
    private long lastSign;

    /**
     * @param server the random number of this server
     * @param nanoTime the time, as {@link System#nanoTime}
     */
    PostgresNotices(
            NoticeConnections connections,
            PostgresDriver driver,
            NoticeChannel channel,
            long server,
            LongSupplier nanoTime) {
        this.connections = connections;
        this.driver = driver;
        this.channel = channel;
        this.server = server;
        this.nanoTime = nanoTime;
    }

    @Override
    public void send(NoticeBatch batch) throws SQLException {
        try (Lease lease = connections.open();
                PreparedStatement statement = lease.connection().prepareStatement(NOTIFY)) {
            for (String text : NoticeCodec.encode(batch, MAX_TEXT)) {
                statement.setString(1, channel.name());
                statement.setString(2, server + " " + text);
                statement.executeQuery().close();
            }
        }
    }

    @Override
    public Duration pauseAfterSend() {
        return GATHERED_FOR;
    }

    @Override
    public Duration receive(NoticeListeners listeners) throws SQLException {
        if (listening == null) {
            listening = connections.open();
            channel.listen(listening.connection());
            lastSign = nanoTime.getAsLong();
            listeners.report(NoticeBatch.EVERYTHING);
        }
        Connection connection = listening.connection();
        List<String> payloads = driver.payloads(connection, WAIT_MILLIS);
        payloads.forEach(payload -> report(payload, listeners));
        if (!payloads.isEmpty()) {
            lastSign = nanoTime.getAsLong();
        } else if (nanoTime.getAsLong() - lastSign > CHECKED_EVERY.toNanos()) {
            check(connection);
        }
        return Duration.ZERO;
    }

    private void check(Connection connection) throws SQLException {
        if (!connection.isValid(1)) {
            throw new SQLException("the connection that receives notices is broken");
        }
        lastSign = nanoTime.getAsLong();
    }

    private void report(String payload, NoticeListeners listeners) {
        int space = payload.indexOf(' ');
        String sender = space < 0 ? payload : payload.substring(0, space);
        if (space > 0 && !sender.equals(Long.toString(server))) {
            listeners.report(NoticeCodec.decode(payload.substring(space + 1)));
        }
    }

    @Override
    public void disconnect() {
        Lease lease = listening;
        listening = null;
        if (lease == null) {
            return;
        }
        try (lease) {
            NoticeChannel.unlisten(lease.connection());
        } catch (SQLException | RuntimeException broken) {
            LOG.log(System.Logger.Level.DEBUG, "the connection that received notices is broken", broken);
        }
    }
}
