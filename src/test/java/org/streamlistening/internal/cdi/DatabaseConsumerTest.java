package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Delivering;
import org.streamlistening.Logged;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.internal.consume.database.DatabaseCheckpoints;
import org.streamlistening.internal.consume.database.TestTransactions;
import org.streamlistening.support.Application;
import org.streamlistening.support.ConfiguredServer;

/** Consumers whose observers write to a database, with the position in the same transaction. */
class DatabaseConsumerTest {

    private static final String DATABASE = "jdbc:h2:mem:consumers";

    private final Map<String, String> configured = new HashMap<>();
    private Connection keepsDatabase;

    /** Provides a database as a container does. */
    @ApplicationScoped
    static class Container {

        private final TestTransactions transactions = new TestTransactions(database());

        /** Ends an outage. */
        void setDown(boolean isDown) {
            transactions.setDown(isDown);
        }

        @Produces
        @StreamListening
        DataSource source() {
            return transactions;
        }

        @Produces
        @StreamListening
        UserTransaction transaction() {
            return transactions;
        }
    }

    /** Writes each message into a table, once alone and once with its batch. */
    @ApplicationScoped
    static class Orders {

        static final AtomicInteger FAILURES = new AtomicInteger();

        /** Each attempt to deliver this number to "single" throws. */
        static volatile int poison;

        /** Each transaction that delivers this number is marked for rollback. */
        static volatile int rolledBack;

        /** The database fails while this number is delivered to "single" for the first time. */
        static final AtomicInteger OUTAGE = new AtomicInteger();

        /** How the observer behaves in the outage. */
        static volatile Runnable inOutage = () -> {};

        @Inject
        private Container container;

        @Inject
        @StreamListening
        private UserTransaction transaction;

        @Inject
        @StreamListening
        private DataSource source;

        @Inject
        @StreamConsuming("orders")
        private StreamConsumer consumer;

        void single(@Observes @StreamConsuming("orders") Integer number) {
            if (OUTAGE.compareAndSet(number, -1)) {
                container.setDown(true);
                inOutage.run();
            }
            insert("single", List.of(number));
            if (FAILURES.getAndDecrement() > 0 || number == poison) {
                throw new IllegalStateException("after the insertion");
            }
        }

        void audit(@Observes @StreamConsuming("orders") Integer number) {
            insert("audit", List.of(number));
            if (number == rolledBack) {
                markForRollback();
            }
        }

        void batch(@Observes @StreamConsuming("orders") List<Integer> numbers) {
            insert("batch", numbers);
        }

        private void markForRollback() {
            try {
                transaction.setRollbackOnly();
            } catch (SystemException e) {
                throw new IllegalStateException(e);
            }
        }

        private void insert(String observer, List<Integer> numbers) {
            try (Connection connection = source.getConnection();
                    PreparedStatement insert = connection.prepareStatement("insert into effect values (?, ?)")) {
                for (int number : numbers) {
                    insert.setString(1, observer);
                    insert.setInt(2, number);
                    insert.executeUpdate();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        StreamConsumer consumer() {
            return consumer;
        }
    }

    private static DataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(DATABASE);
        return database;
    }

    @BeforeEach
    void start() throws SQLException {
        keepsDatabase = database().getConnection();
        keepsDatabase.createStatement().execute("create table effect (observer varchar(10), number integer)");
        configure("durable-streams.embedded.enabled", "true");
        configure("durable-streams.consumer.orders.stream", "orders");
        configure("durable-streams.retry.initial-delay", "5ms");
        Orders.FAILURES.set(0);
        Orders.poison = -1;
        Orders.rolledBack = -1;
        Orders.OUTAGE.set(-1);
        Orders.inOutage = () -> {};
    }

    private void configure(String key, String value) {
        configured.put(key, value);
        System.setProperty(key, value);
    }

    @AfterEach
    void clear() throws SQLException {
        configured.keySet().forEach(System::clearProperty);
        keepsDatabase.close();
    }

    private List<Integer> effects(String observer) {
        List<Integer> effects = new ArrayList<>();
        try (ResultSet rows = keepsDatabase
                .createStatement()
                .executeQuery("select number from effect where observer = '" + observer + "'")) {
            while (rows.next()) {
                effects.add(rows.getInt(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return effects;
    }

    private static void append(Application application, int from, int to) {
        DurableStreamsClient streams =
                application.container().select(DurableStreamsClient.class).get();
        streams.createIfMissing("orders", CreateOptions.json());
        String numbers =
                IntStream.range(from, to).mapToObj(String::valueOf).toList().toString();
        streams.append("orders", StreamContent.json(numbers));
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void eachMessageTakesEffectOnceForEachObserverAlthoughOneThrows() {
        Orders.FAILURES.set(3);
        try (Application application = new Application(Container.class, Orders.class)) {
            append(application, 0, 20);
            await().until(() -> effects("audit").size() >= 20);
            assertThat(effects("single")).isEqualTo(numbers(20));
            assertThat(effects("audit")).isEqualTo(numbers(20));
            assertThat(effects("batch")).isEqualTo(numbers(20));
        }
    }

    @Test
    void anObserverThatIsSkippedKeepsTheOthers() {
        configure("durable-streams.consumer.orders.on-observer-failure", "skip");
        Orders.FAILURES.set(1);
        try (Application application = new Application(Container.class, Orders.class)) {
            append(application, 0, 5);
            await().until(() -> effects("audit").size() >= 5);
            assertThat(effects("single")).isEqualTo(List.of(1, 2, 3, 4));
            assertThat(effects("audit")).isEqualTo(numbers(5));
        }
    }

    private void losesNothingInAnOutageWith(String policy) {
        configure("durable-streams.consumer.orders.on-observer-failure", policy);
        configure("durable-streams.consumers.lease", "1m");
        configure("durable-streams.observer.retries", "1");
        Orders.OUTAGE.set(2);
        try (Logged logged = Logged.warnings();
                Application application = new Application(Container.class, Orders.class)) {
            Container container =
                    application.container().select(Container.class).get();
            append(application, 0, 5);
            await().until(() -> logged.everything().contains("DS-051"));
            StreamConsumer consumer =
                    application.container().select(Orders.class).get().consumer();
            await().until(() -> consumer.getStatus() == StreamStatus.RETRYING);
            container.setDown(false);
            await().until(() -> effects("audit").contains(4));
            assertThat(effects("single")).isEqualTo(numbers(5));
            assertThat(effects("audit")).isEqualTo(numbers(5));
            assertThat(effects("batch")).isEqualTo(numbers(5));
            DurableStreamsClient streams =
                    application.container().select(DurableStreamsClient.class).get();
            assertThatThrownBy(() -> streams.head("orders.dead-letter")).isInstanceOf(StreamNotFoundException.class);
            assertThat(logged.everything()).containsOnlyOnce("DS-051");
        }
    }

    @Test
    void anOutageOfTheDatabaseSkipsNothing() {
        losesNothingInAnOutageWith("skip");
    }

    @Test
    void anOutageOfTheDatabaseWritesNoLetters() {
        losesNothingInAnOutageWith("dead-letter");
    }

    @Test
    void anOutageOfTheDatabaseEndsNoConsumer() {
        losesNothingInAnOutageWith("stop");
    }

    @Test
    void anErrorOfAnObserverInAnOutageSkipsNothing() {
        Orders.inOutage = () -> {
            throw new AssertionError("as scripted");
        };
        losesNothingInAnOutageWith("skip");
    }

    private List<JsonObject> letters(Application application) {
        DurableStreamsClient streams =
                application.container().select(DurableStreamsClient.class).get();
        try (StreamReader reader = streams.open("orders.dead-letter", ReadOptions.catchUp())) {
            return reader.next().messages().stream()
                    .map(letter -> letter.json().asJsonObject())
                    .toList();
        }
    }

    @Test
    void aLetterIsWrittenAfterTheRollbackAndOnlyItsObserverMissesTheMessage() {
        configure("durable-streams.consumer.orders.on-observer-failure", "dead-letter");
        configure("durable-streams.observer.retries", "1");
        Orders.poison = 2;
        try (Application application = new Application(Container.class, Orders.class)) {
            append(application, 0, 5);
            await().until(() -> effects("audit").size() >= 5);
            assertThat(effects("single")).isEqualTo(List.of(0, 1, 3, 4));
            assertThat(effects("audit")).isEqualTo(numbers(5));
            assertThat(effects("batch")).isEqualTo(numbers(5));
            assertThat(letters(application)).hasSize(1);
            assertThat(letters(application).get(0).getString("observer")).contains(".single(");
        }
    }

    @Test
    void anObserverThatMarksItsTransactionForRollbackHasFailed() {
        configure("durable-streams.consumer.orders.on-observer-failure", "dead-letter");
        configure("durable-streams.observer.retries", "1");
        Orders.rolledBack = 2;
        try (Application application = new Application(Container.class, Orders.class)) {
            append(application, 0, 5);
            await().until(() -> effects("audit").size() >= 4);
            assertThat(effects("single")).isEqualTo(numbers(5));
            assertThat(effects("audit")).isEqualTo(List.of(0, 1, 3, 4));
            assertThat(effects("batch")).isEqualTo(numbers(5));
            assertThat(letters(application)).hasSize(1);
            assertThat(letters(application).get(0).getString("observer")).contains(".audit(");
        }
    }

    @Test
    void aSeekDeliversAgainAndOnlyThat() {
        try (Application application = new Application(Container.class, Orders.class)) {
            append(application, 0, 3);
            await().until(() -> effects("audit").size() == 3);
            StreamConsumer consumer =
                    application.container().select(Orders.class).get().consumer();
            consumer.seek(StreamPosition.BEGINNING);
            await().until(() -> effects("audit").size() == 6);
            append(application, 3, 4);
            await().until(() -> effects("audit").size() == 7);
            assertThat(effects("audit")).containsExactly(0, 1, 2, 0, 1, 2, 3);
            assertThat(consumer.getStatus()).isEqualTo(StreamStatus.LIVE);
        }
    }

    /** The only observer of its consumer. */
    @ApplicationScoped
    static class Single {

        static final List<Integer> RECEIVED = new CopyOnWriteArrayList<>();
        static volatile Set<Integer> poisoned = Set.of();
        static volatile int jumps;

        @Inject
        @StreamListening
        private DataSource source;

        void single(
                @Observes @StreamConsuming("orders") Integer number,
                @Delivering StreamPosition behind,
                @Delivering StreamConsumer consumer)
                throws Exception {
            RECEIVED.add(number);
            if (poisoned.contains(number)) {
                throw new IllegalStateException("poisoned");
            }
            try (Connection connection = source.getConnection();
                    PreparedStatement insert = connection.prepareStatement("insert into effect values ('one', ?)")) {
                insert.setInt(1, number);
                insert.executeUpdate();
            }
            if (number == jumps) {
                consumer.seek(new StreamPosition(behind.offset(), behind.skip() + 2));
                Thread.sleep(300);
            }
        }
    }

    @Test
    void aMessageWithALetterDoesNotComeAgainAfterARestart() {
        configure("durable-streams.consumer.orders.on-observer-failure", "dead-letter");
        configure("durable-streams.observer.retries", "0");
        Single.RECEIVED.clear();
        Single.poisoned = Set.of(1, 2, 3);
        Single.jumps = -1;
        configure("durable-streams.embedded.enabled", "false");
        try (ConfiguredServer server = new ConfiguredServer()) {
            try (Application application = new Application(Container.class, Single.class)) {
                // In four responses: the next run reads them in one.
                for (int number = 0; number < 4; number++) {
                    int last = number;
                    append(application, last, last + 1);
                    await().until(() -> Single.RECEIVED.contains(last));
                }
                await().ignoreExceptions().until(() -> letters(application).size() == 3);
            }
            try (Application application = new Application(Container.class, Single.class)) {
                append(application, 4, 5);
                await().until(() -> effects("one").contains(4));
                assertThat(letters(application)).hasSize(3);
                assertThat(Single.RECEIVED).containsExactly(0, 1, 2, 3, 4);
            }
        }
    }

    @Test
    void anObserverThatMovesItsConsumerTakesEffect() {
        Single.RECEIVED.clear();
        Single.poisoned = Set.of();
        Single.jumps = 1;
        try (Application application = new Application(Container.class, Single.class)) {
            append(application, 0, 5);
            await().until(() -> effects("one").contains(4));
            assertThat(effects("one")).containsExactly(0, 1, 4);
        }
    }

    @Test
    void aDataSourceThatIsMissingFailsTheStart() {
        configure("durable-streams.consumers.data-source", "java:comp/env/jdbc/missing");
        assertThatThrownBy(() -> new Application(Mail.class).close())
                .hasStackTraceContaining("DS-049")
                .hasStackTraceContaining("java:comp/env/jdbc/missing");
    }

    @Test
    void aTableThatIsMissingIsReportedWithARemedyAndUsedWhenItIsThere() throws SQLException {
        configure("durable-streams.consumers.create-table", "false");
        try (Logged logged = Logged.warnings();
                Application application = new Application(Container.class, Orders.class)) {
            append(application, 0, 5);
            await().until(() -> logged.everything().contains("DS-042"));
            assertThat(logged.everything()).contains("create-table", "rights");
            assertThat(effects("audit")).isEmpty();
            new DatabaseCheckpoints(database(), "consumers", true, Duration.ofSeconds(10)).read("orders");
            await().until(() -> effects("audit").size() == 5);
            assertThat(effects("single")).isEqualTo(numbers(5));
        }
    }

    /** Has a consumer, and no data source of its own. */
    @ApplicationScoped
    static class Mail {

        void on(@Observes @StreamConsuming("orders") Integer number) {}
    }
}
