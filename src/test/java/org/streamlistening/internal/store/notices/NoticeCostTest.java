package org.streamlistening.internal.store.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.internal.store.notices.NoticeServers.Server;
import org.streamlistening.internal.store.notices.NoticeServers.Way;

/** What notices cost, and how fast they are. */
class NoticeCostTest {

    private static final int SECONDS = 2;
    private static final int NOTICES = 500;

    private final NoticeServers servers = new NoticeServers();

    @AfterEach
    void endServers() {
        servers.close();
    }

    @ParameterizedTest
    @EnumSource
    void needsFewStatementsWhenIdle(Way way) throws InterruptedException {
        servers.withTable(way.database());
        WatchedDatabase database = new WatchedDatabase(way.database());
        servers.start(way, database.source());
        database.statements.set(0);
        new CountDownLatch(1).await(SECONDS, TimeUnit.SECONDS);
        assertThat(database.statements.get()).isLessThanOrEqualTo(10 * SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void arrivesSoon(Way way) throws InterruptedException {
        JdbcConnectionPool postgres = NoticeServers.pooledPostgres(8);
        try {
            servers.withTable(way.database());
            Server a = servers.start(way, way == Way.POLLED_H2 ? way.database() : postgres);
            Server b = servers.start(way, way == Way.POLLED_H2 ? way.database() : postgres);
            SynchronousQueue<String> arrived = new SynchronousQueue<>();
            b.notices.onChange(arrived::offer);
            long[] nanos = new long[way == Way.POSTGRES ? NOTICES : NOTICES / 20];
            for (int i = 0; i < nanos.length; i++) {
                long begin = System.nanoTime();
                a.notices.publish("id" + i);
                assertThat(arrived.poll(2, TimeUnit.SECONDS)).isEqualTo("id" + i);
                nanos[i] = System.nanoTime() - begin;
            }
            Arrays.sort(nanos);
            System.out.printf(
                    "%s: publish to listener p50 %.1f ms, p99 %.1f ms%n",
                    way, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
        } finally {
            servers.close();
            postgres.dispose();
        }
    }
}
