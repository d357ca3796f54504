package org.streamlistening.internal.store.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.Logged;
import org.streamlistening.internal.store.notices.NoticeServers.Server;
import org.streamlistening.internal.store.notices.NoticeServers.Way;

/** The end of a server. */
class NoticeEndTest {

    private static final Duration BOUND = Duration.ofMillis(1200);

    private final NoticeServers servers = new NoticeServers();
    private final Logged log = Logged.warnings();

    @AfterEach
    void endServers() {
        servers.close();
        log.close();
    }

    private void close(Server server) {
        long begin = System.nanoTime();
        server.notices.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("durable-streams-notices"));
        assertThat(log.sentences()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void leavesNoThread(Way way) {
        servers.withTable(way.database());
        close(servers.start(way));
    }

    @ParameterizedTest
    @EnumSource
    void sendsWhatWasPublishedBefore(Way way) {
        servers.withTable(way.database());
        Server a = servers.start(way);
        Server b = servers.start(way);
        a.notices.publish("last");
        a.notices.close();
        b.awaitIds(Set.of("last"));
    }

    @ParameterizedTest
    @EnumSource
    void doesNotWaitForAnEmptyPool(Way way) {
        WatchedDatabase database = new WatchedDatabase(way.database());
        database.isEmpty = true;
        Server server = servers.startOnly(way, database.source());
        server.notices.publish("waits");
        close(server);
    }

    @Test
    void endsAStatementThatIsBlocked() throws Exception {
        servers.withTable(Way.POLLED_POSTGRES.database());
        Server server = servers.start(Way.POLLED_POSTGRES);
        try (var other = Way.POLLED_POSTGRES.database().getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("lock table " + servers.prefix + "change");
            server.notices.publish("blocked");
            close(server);
        }
    }

    @Test
    void leavesNoListeningConnectionInThePool() throws Exception {
        JdbcConnectionPool pool = NoticeServers.pooledPostgres(1);
        try {
            close(servers.start(Way.POSTGRES, pool));
            try (var connection = pool.getConnection();
                    var channels = connection.createStatement().executeQuery("select pg_listening_channels()")) {
                assertThat(channels.next()).isFalse();
            }
        } finally {
            pool.dispose();
        }
    }
}
