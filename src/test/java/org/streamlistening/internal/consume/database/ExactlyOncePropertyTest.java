package org.streamlistening.internal.consume.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.h2.jdbcx.JdbcDataSource;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.consume.state.ConsumerState;
import org.streamlistening.internal.deliver.DeliveryTransactions.Subject;
import org.streamlistening.internal.listen.DeliveryProgress;
import org.streamlistening.internal.listen.delivery.DeliveryUnavailableException;
import org.streamlistening.internal.listen.delivery.NotCommittedException;
import org.streamlistening.support.TestPostgres;

/**
 * Servers are killed, frozen and fenced, observers throw, commits fail before and after they took effect, in any order:
 * each message is in the table of the observers exactly once, in the order of the stream.
 */
class ExactlyOncePropertyTest {

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final int MESSAGES = 12;
    private static final Offset START = Offset.of("0");

    /** What can happen to the server that delivers now, or to one of before. */
    enum Act {
        DELIVER,
        DELIVER_ON_AN_EARLIER_SERVER,
        OBSERVER_THROWS,
        OBSERVER_MARKS_ROLLBACK,
        OBSERVER_IS_STOPPED,
        COMMIT_FAILS_BEFORE,
        COMMIT_FAILS_AFTER,
        DATABASE_IS_DOWN,
        DATABASE_FAILS_UNDER_THE_OBSERVER,
        CLAIM
    }

    @Property(tries = 500)
    void inH2(@ForAll @Size(max = 60) List<Act> acts, @ForAll long seed, @ForAll boolean batches) throws SQLException {
        JdbcDataSource database = new JdbcDataSource();
        // The database lasts as long as one connection.
        database.setURL("jdbc:h2:mem:t" + Long.toUnsignedString(new Random().nextLong()));
        try (Connection keeps = database.getConnection()) {
            new World(database, seed, batches).run(acts);
            assertThat(keeps.isValid(1)).isTrue();
        }
    }

    @Property(tries = 60)
    void inPostgres(@ForAll @Size(max = 60) List<Act> acts, @ForAll long seed, @ForAll boolean batches)
            throws SQLException {
        DataSource database = TestPostgres.DATABASE;
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute("drop table if exists durable_streams_consumer");
            connection.createStatement().execute("drop table if exists effect");
        }
        new World(database, seed, batches).run(acts);
    }

    private static final class World {

        private final DataSource database;
        private final Random random;
        private final boolean batches;
        private final List<Server> servers = new ArrayList<>();

        World(DataSource database, long seed, boolean batches) throws SQLException {
            this.database = database;
            this.random = new Random(seed);
            this.batches = batches;
            try (Connection connection = database.getConnection()) {
                connection.createStatement().execute("create table effect (number integer not null)");
            }
            DatabaseCheckpoints checkpoints = new DatabaseCheckpoints(database, "consumers", true, LEASE);
            assertThat(checkpoints.write("audit", 0, "{}")).isTrue();
            claim();
        }

        private void claim() {
            servers.add(new Server(servers.size() + 1));
        }

        void run(List<Act> acts) throws SQLException {
            acts.forEach(this::act);
            claim();
            Server last = servers.get(servers.size() - 1);
            for (int i = 0; i < 10 * MESSAGES && last.reached() < MESSAGES; i++) {
                last.deliver("");
            }
            assertThat(effects())
                    .containsExactlyElementsOf(
                            IntStream.range(0, MESSAGES).boxed().toList());
        }

        private void act(Act act) {
            Server now = servers.get(servers.size() - 1);
            switch (act) {
                case DELIVER -> now.deliver("");
                case DELIVER_ON_AN_EARLIER_SERVER ->
                    servers.get(random.nextInt(servers.size())).deliver("");
                case OBSERVER_THROWS -> now.deliver("throws");
                case OBSERVER_MARKS_ROLLBACK -> now.deliver("marks");
                case OBSERVER_IS_STOPPED -> now.deliver("stopped");
                case COMMIT_FAILS_BEFORE -> {
                    now.container.failsBeforeCommit = true;
                    now.deliver("");
                    now.container.failsBeforeCommit = false;
                }
                case COMMIT_FAILS_AFTER -> {
                    now.container.failsAfterCommit = true;
                    now.deliver("");
                    now.container.failsAfterCommit = false;
                }
                case DATABASE_IS_DOWN -> {
                    now.container.setDown(true);
                    now.deliver("");
                    now.container.setDown(false);
                }
                case DATABASE_FAILS_UNDER_THE_OBSERVER -> {
                    now.deliver("down");
                    now.container.setDown(false);
                }
                case CLAIM -> claim();
            }
        }

        private List<Integer> effects() throws SQLException {
            List<Integer> effects = new ArrayList<>();
            try (Connection connection = database.getConnection();
                    ResultSet rows =
                            connection.createStatement().executeQuery("select number from effect order by number")) {
                while (rows.next()) {
                    effects.add(rows.getInt(1));
                }
            }
            return effects;
        }

        /** Delivers as a listener does, whose observer inserts a row for each message. */
        private final class Server {

            final TestTransactions container = new TestTransactions(database);
            private final ConsumerState state;
            private final TransactionalPosition position;
            private DeliveryProgress progress;
            private boolean outOfStep;

            Server(int claims) {
                state = new ConsumerState(claims, 0, "server", "", 0, 0, false, "orders", StreamPosition.at(START));
                position = new TransactionalPosition(
                        "audit",
                        new DatabaseCheckpoints(container, "consumers", true, LEASE),
                        () -> container,
                        () -> progress,
                        () -> outOfStep = true);
                progress = position.begin(state);
            }

            int reached() {
                return (int) (progress.delivered().skip() + progress.announced());
            }

            void deliver(String how) {
                if (outOfStep) {
                    beginAgain();
                    return;
                }
                int from = reached();
                if (from >= MESSAGES) {
                    return;
                }
                int to = batches ? Math.min(MESSAGES, from + 1 + random.nextInt(3)) : from + 1;
                StreamPosition behind = new StreamPosition(START, to);
                try {
                    if (position.run(new Subject(batches, to - from, behind), () -> observe(from, to, how))) {
                        assertThat(servers.get(servers.size() - 1))
                                .as("the server that claimed last")
                                .isSameAs(this);
                        progress = batches
                                ? new DeliveryProgress(progress.delivered(), progress.announced() + to - from)
                                : new DeliveryProgress(behind, 0);
                        if (batches && random.nextBoolean()) {
                            // Single messages have no observers, and move the position without a transaction.
                            progress = new DeliveryProgress(new StreamPosition(START, reached()), 0);
                        }
                    }
                } catch (DeliveryUnavailableException outage) {
                    assertThat(container.isDown()).isTrue();
                } catch (IllegalStateException | NotCommittedException failed) {
                    // The policy of a listener decides: here the delivery is repeated.
                    assertThat(container.isDown())
                            .as("in an outage, no policy applies")
                            .isFalse();
                }
            }

            private void beginAgain() {
                try {
                    progress = position.begin(state);
                    outOfStep = false;
                } catch (CheckpointDatabaseException outage) {
                    assertThat(container.isDown()).isTrue();
                } catch (IllegalStateException fenced) {
                    // Another server has it: this one tries again for ever, which must not matter.
                }
            }

            private boolean observe(int from, int to, String how) {
                if (how.equals("down")) {
                    container.setDown(true);
                }
                try (Connection connection = container.getConnection();
                        PreparedStatement insert = connection.prepareStatement("insert into effect values (?)")) {
                    for (int i = from; i < to; i++) {
                        insert.setInt(1, i);
                        insert.executeUpdate();
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
                if (how.equals("throws")) {
                    throw new IllegalStateException("as scripted");
                }
                if (how.equals("marks")) {
                    container.setRollbackOnly();
                }
                position.observed();
                return !how.equals("stopped");
            }
        }
    }
}
