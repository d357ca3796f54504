package org.streamlistening.internal.consume.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.listen.DeliveryProgress;
import org.streamlistening.support.TestPostgres;

/** A server has moved the position in its transaction, and is frozen before the commit. */
class FrozenTransactionTest {

    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final String CONSUMER = "frozen";
    private static final String KEY = "consumers/" + CONSUMER;

    private final TestTransactions frozen = new TestTransactions(TestPostgres.DATABASE);

    @AfterEach
    void endTransaction() throws SystemException {
        if (frozen.getStatus() != Status.STATUS_NO_TRANSACTION) {
            frozen.rollback();
        }
    }

    private static DatabaseCheckpoints checkpoints(DataSource database) {
        return new DatabaseCheckpoints(database, "consumers", true, LEASE);
    }

    private static void move(DataSource database) {
        ConsumerTable table = checkpoints(database).made();
        ConsumerRow row = table.position(KEY);
        DeliveryProgress next = new DeliveryProgress(
                new StreamPosition(row.progress().delivered().offset(), 1), 0);
        assertThat(table.move(KEY, row, next)).isTrue();
    }

    private static void prepare(DataSource database) {
        checkpoints(database).write(CONSUMER, 0, "first");
        ConsumerTable table = checkpoints(database).made();
        table.fence(KEY, 1);
        StreamPosition beginning = StreamPosition.at(Offset.of("0"));
        assertThat(table.place(KEY, new ConsumerRow(1, 0, "orders", DeliveryProgress.at(beginning))))
                .isTrue();
    }

    /** PostgreSQL ends the transaction of the frozen server: its message is delivered by the next one. */
    @Test
    void doesNotKeepTheNextServerWaitingForLongerThanALease() throws Exception {
        dropTable(TestPostgres.DATABASE);
        prepare(TestPostgres.DATABASE);
        frozen.begin();
        move(frozen);
        DatabaseCheckpoints next = checkpoints(TestPostgres.DATABASE);
        assertThat(next.write(CONSUMER, 1, "claimed")).isTrue();
        next.made().fence(KEY, 2);
        assertThat(next.made().position(KEY).progress().delivered().skip()).isZero();
        assertThatThrownBy(frozen::commit).isInstanceOf(SystemException.class);
        assertThat(next.made().position(KEY).claims()).isEqualTo(2);
    }

    /** The database does not end that of another client: the statement fails, and the server can be stopped. */
    @Test
    void doesNotBlockAThreadForLongerThanALease() throws Exception {
        dropTable(TestPostgres.DATABASE);
        prepare(TestPostgres.DATABASE);
        DatabaseCheckpoints next = checkpoints(TestPostgres.DATABASE);
        try (Connection other = TestPostgres.DATABASE.getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("select version from durable_streams_consumer for update");
            assertThatThrownBy(() -> next.write(CONSUMER, 1, "claimed"))
                    .isInstanceOf(CheckpointDatabaseException.class);
            other.rollback();
        }
        assertThat(next.write(CONSUMER, 1, "claimed")).isTrue();
    }

    private static void dropTable(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute("drop table if exists durable_streams_consumer");
        }
    }
}
