package org.streamlistening.internal.consume.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.consumer.CheckpointStore.Checkpoint;
import org.streamlistening.internal.listen.DeliveryProgress;

/**
 * The statements on the table of consumers, in standard SQL. Each one uses a connection of its own, and fails if it
 * waits for longer than the lease: for a lock, for instance. Thread-safe.
 */
final class ConsumerTable {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final String DDL = "/META-INF/durable-streams/consumer-table.sql";
    private static final String UPDATE = "update durable_streams_consumer set ";
    private static final String CONSUMER = " where consumer = ?";

    private final DataSource source;
    private final Duration lease;

    ConsumerTable(DataSource source, Duration lease) {
        this.source = source;
        this.lease = lease;
    }

    /** What to do with a statement. */
    @FunctionalInterface
    private interface Action<T> {
        T apply(PreparedStatement statement) throws SQLException;
    }

    private <T> T on(String sql, Action<T> action) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(
                    (int) Math.min(Integer.MAX_VALUE, lease.plusMillis(999).toSeconds()));
            return action.apply(statement);
        } catch (SQLException e) {
            throw new CheckpointDatabaseException(
                    "the table durable_streams_consumer cannot be used: it must exist, or the library may create it"
                            + " (durable-streams.consumers.create-table), and the user of the data source needs the rights"
                            + " to select, insert and update",
                    e);
        }
    }

    private boolean update(String sql, @Nullable Object... values) {
        return on(sql, statement -> update(statement, values));
    }

    private static boolean update(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement.executeUpdate() == 1;
    }

    /** Whether the table exists and can be read. */
    private boolean exists() {
        try {
            return on("select consumer from durable_streams_consumer where 1 = 0", statement -> {
                statement.executeQuery().close();
                return true;
            });
        } catch (CheckpointDatabaseException missing) {
            LOG.log(System.Logger.Level.DEBUG, "the table of consumers does not exist yet", missing);
            return false;
        }
    }

    /** Makes the table unless it exists. Another server may make it at the same time. */
    void createIfMissing() {
        if (exists()) {
            return;
        }
        try {
            on(ddl(), PreparedStatement::executeUpdate);
        } catch (CheckpointDatabaseException e) {
            if (!exists()) {
                throw e;
            }
        }
    }

    private static String ddl() {
        try (InputStream script = ConsumerTable.class.getResourceAsStream(DDL)) {
            if (script == null) {
                throw new IllegalStateException("the library has no " + DDL);
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("--"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new IllegalStateException("the library has no readable " + DDL, e);
        }
    }

    Optional<Checkpoint> checkpoint(String consumer) {
        return on("select version, content from durable_streams_consumer" + CONSUMER, statement -> {
            statement.setString(1, consumer);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new Checkpoint(row.getLong(1), row.getString(2))) : Optional.empty();
            }
        });
    }

    /** Makes the row of a consumer; false if another server made it first. */
    boolean insert(String consumer, String content) {
        try {
            return update(
                    "insert into durable_streams_consumer values (?, 1, ?, 0, 0, null, null, 0, 0)", consumer, content);
        } catch (CheckpointDatabaseException e) {
            if (checkpoint(consumer).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    /** Replaces the content of the register; false if its version is another one. */
    boolean replace(String consumer, long version, String content) {
        return update(
                UPDATE + "version = version + 1, content = ?" + CONSUMER + " and version = ?",
                content,
                consumer,
                version);
    }

    /** Lets no server move the position but that of this claim, or of a later one. Waits for a running transaction. */
    void fence(String consumer, long claims) {
        update(UPDATE + "claims = ?" + CONSUMER + " and claims < ?", claims, consumer, claims);
    }

    ConsumerRow position(String consumer) {
        String columns = "select claims, moves, stream_id, stream_offset, skipped, announced";
        return on(columns + " from durable_streams_consumer" + CONSUMER, statement -> {
            statement.setString(1, consumer);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new CheckpointDatabaseException("the row of consumer '" + consumer + "' is missing", null);
                }
                String offset = row.getString(4);
                StreamPosition position =
                        new StreamPosition(offset == null ? Offset.BEGINNING : Offset.of(offset), row.getLong(5));
                return new ConsumerRow(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        new DeliveryProgress(position, row.getLong(6)));
            }
        });
    }

    /** Sets the position after a command, or at the first start; false if a later claim has fenced this one. */
    boolean place(String consumer, ConsumerRow row) {
        return update(
                UPDATE + "moves = ?, stream_id = ?, stream_offset = ?, skipped = ?, announced = ?" + CONSUMER
                        + " and claims = ?",
                row.moves(),
                Objects.requireNonNull(row.streamId()),
                row.progress().delivered().offset().value(),
                row.progress().delivered().skip(),
                row.progress().announced(),
                consumer,
                row.claims());
    }

    /**
     * Moves the position; false if the claim or the last position is another one. Locks the row until the commit, which
     * has to come within the lease where the database can see to that.
     */
    boolean move(String consumer, ConsumerRow last, DeliveryProgress next) {
        String sql = UPDATE + "stream_offset = ?, skipped = ?, announced = ?" + CONSUMER
                + " and claims = ? and moves = ? and stream_offset = ? and skipped = ? and announced = ?";
        return on(sql, statement -> {
            limit(statement.getConnection());
            return update(
                    statement,
                    next.delivered().offset().value(),
                    next.delivered().skip(),
                    next.announced(),
                    consumer,
                    last.claims(),
                    last.moves(),
                    last.progress().delivered().offset().value(),
                    last.progress().delivered().skip(),
                    last.progress().announced());
        });
    }

    /**
     * A server that is frozen, or loses its network, between the move and the commit would keep the row locked, and the
     * next server waiting.
     */
    private void limit(Connection connection) throws SQLException {
        if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local idle_in_transaction_session_timeout = " + lease.toMillis());
            }
        }
    }
}
