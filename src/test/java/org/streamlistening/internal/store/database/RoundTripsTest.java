package org.streamlistening.internal.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.internal.store.database.TestChanges.NOW;
import static org.streamlistening.internal.store.database.TestChanges.append;
import static org.streamlistening.internal.store.database.TestChanges.appended;
import static org.streamlistening.internal.store.database.TestChanges.create;
import static org.streamlistening.internal.store.database.TestChanges.created;
import static org.streamlistening.internal.store.database.TestChanges.text;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.SocketFactory;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.store.StoredStream;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.support.TestPostgres;

/** How often the driver of PostgreSQL waits for the database. */
class RoundTripsTest {

    private Connection connection;
    private DatabaseStore store;

    /** Makes the sockets of the driver, which creates an instance by the name of the class. */
    public static final class CountingSockets extends SocketFactory {

        /** The number of times that bytes were awaited after some had been sent. */
        static final AtomicInteger ROUND_TRIPS = new AtomicInteger();

        @Override
        public Socket createSocket() {
            return new CountingSocket();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class CountingSocket extends Socket {

        private volatile boolean sent;

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    sent = true;
                    out.write(bytes, from, length);
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    if (sent) {
                        sent = false;
                        CountingSockets.ROUND_TRIPS.incrementAndGet();
                    }
                    return super.read(bytes, from, length);
                }
            };
        }
    }

    @BeforeEach
    void open() throws SQLException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(((PGSimpleDataSource) TestPostgres.DATABASE).getUrl());
        database.setUser(((PGSimpleDataSource) TestPostgres.DATABASE).getUser());
        database.setSocketFactory(CountingSockets.class.getName());
        connection = database.getConnection();
        store = new DatabaseStore(pool(), TestDatabase.newPrefix(), true, id -> {});
        create(store, created(7, "a", "one"));
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    /** Has one connection. */
    private DataSource pool() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (source, method, arguments) -> Proxy.newProxyInstance(
                        Connection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (itself, used, values) -> {
                            try {
                                return used.getName().equals("close") ? null : used.invoke(connection, values);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }

    private static int count(Runnable act) {
        // The driver prepares a statement at the server when it has been used five times.
        int last = 0;
        for (int i = 0; i < 8; i++) {
            int before = CountingSockets.ROUND_TRIPS.get();
            act.run();
            last = CountingSockets.ROUND_TRIPS.get() - before;
        }
        return last;
    }

    private void appendAs(int producers) {
        store.transact(transaction -> {
            StoredStream before = transaction.lock("a").orElseThrow();
            List<String> ids =
                    IntStream.range(0, producers).mapToObj(i -> "p" + i).toList();
            transaction.producers(before.number(), ids);
            transaction.append(
                    before,
                    ids.stream()
                            .map(id -> appended(7, NOW, new ProducerRequest(id, 0, 0), "two"))
                            .toList());
            return "";
        });
    }

    @Test
    void anAppendIsThree() {
        assertThat(count(() -> append(store, "a", "two"))).isEqualTo(3);
    }

    @Test
    void anAppendOfAProducerIsFour() {
        assertThat(count(() -> appendAs(1))).isEqualTo(4);
    }

    @Test
    void appendsOfManyProducersAreFive() {
        assertThat(count(() -> appendAs(40))).isEqualTo(5);
    }

    @Test
    void aCreationIsThree() {
        AtomicInteger number = new AtomicInteger(100);
        assertThat(count(() -> {
                    int next = number.incrementAndGet();
                    create(store, created(next, "s" + next, "one"));
                }))
                .isEqualTo(3);
    }

    @Test
    void readsAreOne() {
        assertThat(count(() -> store.find("a"))).isEqualTo(1);
        assertThat(count(() -> text(store, 7, 0, 3))).isEqualTo(1);
        assertThat(count(() -> store.marks(List.of("a", "b")))).isEqualTo(1);
    }

    @Test
    void aPageThatEndsInAnotherChunkIsThree() {
        for (int i = 0; i < 100; i++) {
            append(store, "a", "x".repeat(10));
        }
        assertThat(count(() -> {
                    StreamLog log = store.log(7);
                    log.endOf(log.messagesUpTo(103));
                    long end = log.endOf(log.messagesUpTo(103 + 505));
                    assertThat(text(log.bytes(103, end))).hasSize(500);
                }))
                .isEqualTo(3);
    }

    @Test
    void theLimitsOfATransactionAreSet() {
        Connections connections = new Connections(pool(), new PostgresDialect());
        List<String> settings = connections.rolledBack(
                Duration.ofMillis(1234),
                session -> session.list(
                        row -> row.getString(1) + " " + row.getString(2) + " " + row.getString(3),
                        "select current_setting('transaction_isolation'), current_setting('lock_timeout'),"
                                + " current_setting('idle_in_transaction_session_timeout')"));
        assertThat(settings).containsExactly("read committed 1234ms 10s");
        List<String> afterwards = connections.each(
                session -> session.list(row -> row.getString(1), "select current_setting('lock_timeout')"));
        assertThat(afterwards).as("for that transaction only").containsExactly("0");
    }
}
