package org.streamlistening.internal.store.notices;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.streamlistening.internal.threads.ServerThreads;
import org.streamlistening.support.TestPostgres;

/** Servers that share a database, as far as their notices are concerned. */
final class NoticeServers implements AutoCloseable {

    /** How notices travel. */
    enum Way {
        POSTGRES,
        POLLED_POSTGRES,
        POLLED_H2;

        DataSource database() {
            return this == POLLED_H2 ? h2() : TestPostgres.DATABASE;
        }
    }

    private final ServerThreads threads = new ServerThreads();
    private final List<Server> started = new ArrayList<>();
    final String prefix = "t" + Long.toUnsignedString(new Random().nextLong(), 36) + "_";

    private final AtomicLong ahead = new AtomicLong();

    /** The clock of the servers goes forward. */
    void letPass(Duration time) {
        ahead.addAndGet(time.toNanos());
    }

    private long time() {
        return System.nanoTime() + ahead.get();
    }

    /** One server, and what it was told. */
    static final class Server {

        final ChangeNotices notices;
        final Set<String> ids = ConcurrentHashMap.newKeySet();
        final AtomicInteger everything = new AtomicInteger();

        Server(ChangeNotices notices) {
            this.notices = notices;
            notices.onChange(ids::add);
            notices.onUnknownChanges(everything::incrementAndGet);
        }

        void awaitEverything(int times) {
            Awaitility.await("any change was reported").until(() -> everything.get() >= times);
        }

        void awaitIds(Set<String> expected) {
            Awaitility.await("received").until(() -> ids.containsAll(expected));
        }
    }

    Server start(Way way) {
        return start(way, way.database());
    }

    /** Returns when the server receives. */
    Server start(Way way, DataSource database) {
        Server server = startOnly(way, database);
        server.awaitEverything(1);
        return server;
    }

    Server startOnly(Way way, DataSource database) {
        long number = new Random().nextLong();
        NoticeConnections connections = new NoticeConnections(database);
        NoticeTransport transport = way == Way.POSTGRES
                ? new PostgresNotices(connections, driver(), NoticeChannel.ofPrefix(prefix), number, this::time)
                : new PolledNotices(new ChangeTable(connections, prefix, number), this::time);
        Server server = new Server(
                new RunningNotices(transport, connections).start(threads, NoticeServers.class.getClassLoader()));
        started.add(server);
        return server;
    }

    private static PostgresDriver driver() {
        try (Connection connection = Way.POSTGRES.database().getConnection()) {
            return PostgresDriver.find(connection, null).orElseThrow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each call gives the same database. */
    static DataSource h2() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:notices;DB_CLOSE_DELAY=-1");
        return database;
    }

    /** PostgreSQL with a pool of its own. */
    static JdbcConnectionPool pooledPostgres(int connections) {
        PGConnectionPoolDataSource postgres = new PGConnectionPoolDataSource();
        postgres.setUrl(((PGSimpleDataSource) TestPostgres.DATABASE).getUrl());
        postgres.setUser("postgres");
        JdbcConnectionPool pool = JdbcConnectionPool.create(postgres);
        pool.setMaxConnections(connections);
        return pool;
    }

    NoticeServers withTable(DataSource database) {
        for (String statement : ddl(prefix).split(";")) {
            execute(database, statement);
        }
        return this;
    }

    static void execute(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String ddl(String prefix) {
        try (InputStream script =
                NoticeServers.class.getResourceAsStream("/META-INF/durable-streams/change-table.sql")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("--"))
                    .collect(Collectors.joining("\n"))
                    .replace("${prefix}", prefix)
                    .replace("${index}", prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Set<String> ids(String name, int count) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < count; i++) {
            ids.add(name + "/" + i);
        }
        return ids;
    }

    @Override
    public void close() {
        started.forEach(server -> server.notices.close());
        threads.close();
    }
}
