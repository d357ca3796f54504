package org.streamlistening.internal.store.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Logged;
import org.streamlistening.internal.store.notices.NoticeServers.Server;
import org.streamlistening.internal.store.notices.NoticeServers.Way;
import org.streamlistening.internal.threads.ContextLoader;
import org.streamlistening.internal.threads.ServerThreads;

/** Which way the notices travel. */
class ChangeNoticesFactoryTest {

    private final NoticeServers servers = new NoticeServers();
    private final ServerThreads threads = new ServerThreads();
    private final Logged log = Logged.information();

    @AfterEach
    void endServers() {
        servers.close();
        threads.close();
        log.close();
    }

    private void exchange(DataSource database) throws SQLException {
        try (ChangeNotices one = ChangeNoticesFactory.start(database, servers.prefix, threads);
                ChangeNotices other = ChangeNoticesFactory.start(database, servers.prefix, threads)) {
            Server a = new Server(one);
            Server b = new Server(other);
            a.awaitEverything(1);
            b.awaitEverything(1);
            a.notices.publish("hello");
            b.awaitIds(Set.of("hello"));
        }
        assertThat(log.sentences()).hasSize(2);
    }

    @Test
    void listensOnPostgres() throws SQLException {
        exchange(Way.POSTGRES.database());
        assertThat(log.sentences()).allMatch(line -> line.contains("LISTEN and NOTIFY") && line.contains("channel "));
    }

    /** As on a server whose applications do not see the drivers of data sources. */
    @Test
    void findsTheDriverThatTheApplicationDoesNotSee() {
        ContextLoader.run(ClassLoader.getPlatformClassLoader(), () -> {
            try {
                exchange(Way.POSTGRES.database());
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(log.sentences()).allMatch(line -> line.contains("LISTEN and NOTIFY"));
    }

    @Test
    void pollsAnotherDatabase() throws SQLException {
        servers.withTable(NoticeServers.h2());
        exchange(NoticeServers.h2());
        assertThat(log.sentences()).allMatch(line -> line.contains("polling the table") && line.endsWith("of H2"));
    }

    @Test
    void pollsPostgresIfItsDriverIsHidden() throws SQLException {
        servers.withTable(Way.POSTGRES.database());
        WatchedDatabase database = new WatchedDatabase(Way.POSTGRES.database());
        database.hidesDriver = true;
        exchange(database.source());
        assertThat(log.sentences())
                .allMatch(line -> line.contains("polling the table")
                        && line.contains("the PostgreSQL driver is not visible")
                        && line.contains("Let the application see"));
    }

    /** CockroachDB, for example, has the driver of PostgreSQL, but no notifications. */
    @Test
    void pollsADatabaseThatOnlySpeaksLikePostgres() throws SQLException {
        servers.withTable(Way.POSTGRES.database());
        WatchedDatabase database = new WatchedDatabase(Way.POSTGRES.database());
        database.rejected = "listen";
        exchange(database.source());
        assertThat(log.sentences()).allMatch(line -> line.contains("the database rejects it: rejected by the test"));
    }

    @Test
    void pollsIfNoNotificationArrives() throws SQLException {
        servers.withTable(Way.POSTGRES.database());
        WatchedDatabase database = new WatchedDatabase(Way.POSTGRES.database());
        database.ignored = "listen";
        exchange(database.source());
        assertThat(log.sentences()).allMatch(line -> line.contains("does not deliver notifications"));
    }

    @Test
    void failsIfTheDatabaseCannotBeReached() {
        org.postgresql.ds.PGSimpleDataSource nowhere = new org.postgresql.ds.PGSimpleDataSource();
        nowhere.setPortNumbers(new int[] {1});
        assertThatThrownBy(() -> ChangeNoticesFactory.start(nowhere, servers.prefix, threads))
                .isInstanceOf(SQLException.class);
    }
}
