package org.streamlistening.internal.store.notices;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.streamlistening.Logged;
import org.streamlistening.internal.store.notices.NoticeServers.Server;
import org.streamlistening.internal.store.notices.NoticeServers.Way;
import org.streamlistening.support.TcpProxy;

/** The database is away for a while. */
class NoticeOutageTest {

    private final NoticeServers servers = new NoticeServers();
    private final Logged log = Logged.warnings();

    @AfterEach
    void endServers() {
        servers.close();
        log.close();
    }

    @Test
    void receivesAgainAfterItsBackendWasTerminated() {
        Server a = servers.start(Way.POSTGRES);
        Server b = servers.start(Way.POSTGRES);

        NoticeServers.execute(
                Way.POSTGRES.database(),
                "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen " + servers.prefix
                        + "change'");

        a.awaitEverything(2);
        b.awaitEverything(2);
        a.notices.publish("afterwards");
        b.awaitIds(Set.of("afterwards"));
        assertThat(log.sentences()).hasSize(2).allMatch(line -> line.contains("cannot be received now"));
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRES", "POLLED_POSTGRES"})
    void goesOnAfterTheDatabaseWasStopped(Way way, @TempDir Path directory) throws IOException {
        EmbeddedPostgres first = postgres(directory, 0);
        DataSource database = first.getPostgresDatabase();
        servers.withTable(database);
        Server a = servers.start(way, database);
        Server b = servers.start(way, database);

        first.close();
        a.notices.publish("meanwhile");
        Awaitility.await("outage was noticed").until(() -> log.sentences().size() == 2);
        EmbeddedPostgres second = postgres(directory, first.getPort());
        try {
            a.awaitEverything(2);
            b.awaitEverything(2);
            a.notices.publish("afterwards");
            b.awaitIds(Set.of("afterwards"));
            assertThat(log.sentences()).hasSize(2);
        } finally {
            servers.close();
            second.close();
        }
    }

    /** As after a fail-over behind a firewall: nothing arrives, and no connection is reset. */
    @Test
    void noticesAConnectionThatIsSilent() {
        PGSimpleDataSource direct = (PGSimpleDataSource) Way.POSTGRES.database();
        try (TcpProxy network = new TcpProxy(direct.getPortNumbers()[0])) {
            PGSimpleDataSource through = new PGSimpleDataSource();
            through.setUrl(direct.getUrl());
            through.setUser("postgres");
            through.setPortNumbers(new int[] {network.port()});
            Server a = servers.start(Way.POSTGRES);
            Server b = servers.start(Way.POSTGRES, through);

            network.silence();
            servers.letPass(Duration.ofSeconds(6));

            b.awaitEverything(2);
            a.notices.publish("afterwards");
            b.awaitIds(Set.of("afterwards"));
            assertThat(a.everything).hasValue(1);
            servers.close();
        }
    }

    private static EmbeddedPostgres postgres(Path directory, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    @Test
    void sendsAgainWhatCouldNotBeSent() {
        WatchedDatabase database = new WatchedDatabase(Way.POSTGRES.database());
        Server a = servers.start(Way.POSTGRES, database.source());
        Server b = servers.start(Way.POSTGRES);

        database.rejected = "select";
        a.notices.publish("first");
        Awaitility.await().until(() -> log.sentences().size() == 1);
        a.notices.publish("second");
        database.rejected = "nothing";

        b.awaitIds(Set.of("first", "second"));
        assertThat(log.sentences()).singleElement().asString().contains("cannot be sent now", "rejected by the test");
    }

    @Test
    void writesOneLineForEachOutage() {
        AtomicLong time = new AtomicLong();
        NoticeOutage outage = new NoticeOutage(time::get);
        outage.failed("sent", new IllegalStateException());
        outage.failed("received", new IllegalStateException());
        outage.works("received");
        time.addAndGet(NoticeOutage.OVER_AFTER.multipliedBy(2).toNanos());
        outage.failed("sent", new IllegalStateException());
        outage.works("sent");
        time.addAndGet(Duration.ofSeconds(5).toNanos());
        outage.failed("sent", new IllegalStateException());
        outage.works("sent");
        assertThat(log.sentences()).hasSize(1);

        time.addAndGet(NoticeOutage.OVER_AFTER.toNanos());
        outage.failed("received", new IllegalStateException());
        assertThat(log.sentences()).hasSize(2);
    }
}
