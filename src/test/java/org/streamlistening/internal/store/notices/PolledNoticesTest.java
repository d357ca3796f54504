package org.streamlistening.internal.store.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.internal.store.notices.NoticeServers.Way;

/** The polled table, with a clock that is moved by hand. */
class PolledNoticesTest {

    private final NoticeServers servers = new NoticeServers();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> reported = new ArrayList<>();
    private final NoticeListeners listeners = new NoticeListeners();
    private WatchedDatabase database;

    @BeforeEach
    void register() {
        listeners.onChange(reported::add);
        listeners.onUnknownChanges(() -> reported.add("everything"));
    }

    @AfterEach
    void endServers() {
        servers.close();
    }

    private PolledNotices server(long number) {
        return new PolledNotices(
                new ChangeTable(new NoticeConnections(database.source()), servers.prefix, number), nanos::get);
    }

    private void use(Way way) {
        DataSource source = way.database();
        servers.withTable(source);
        database = new WatchedDatabase(source);
    }

    private void letPass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static void send(PolledNotices server, String id) throws SQLException {
        server.send(NoticeBatch.of(Set.of(id)));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRES")
    void reportsEachNoticeOnceAfterTheStart(Way way) throws SQLException {
        use(way);
        PolledNotices a = server(1);
        PolledNotices b = server(2);
        send(a, "before");
        b.receive(listeners);
        assertThat(reported).containsExactly("everything");

        send(a, "one");
        send(a, "two");
        assertThat(b.receive(listeners)).isEqualTo(Duration.ofMillis(100));
        assertThat(b.receive(listeners)).isEqualTo(Duration.ofMillis(200));
        send(a, "three");
        b.receive(listeners);
        assertThat(reported).containsExactly("everything", "one", "two", "three");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRES")
    void reportsThatAnyStreamMayHaveChangedAfterALongPause(Way way) throws SQLException {
        use(way);
        PolledNotices b = server(2);
        b.receive(listeners);
        letPass(Duration.ofSeconds(4));
        b.receive(listeners);
        assertThat(reported).containsExactly("everything");
        letPass(Duration.ofSeconds(6));
        b.receive(listeners);
        assertThat(reported).containsExactly("everything", "everything");
    }

    /** The pool had no connection for a while, after the poll began. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRES")
    void reportsThatAnyStreamMayHaveChangedAfterASlowPoll(Way way) throws SQLException {
        use(way);
        PolledNotices b = server(2);
        b.receive(listeners);
        database.listener = sql -> letPass(Duration.ofSeconds(6));
        b.receive(listeners);
        assertThat(reported).containsExactly("everything", "everything");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRES")
    void doesNotTrustASlowInsert(Way way) {
        use(way);
        PolledNotices a = server(1);
        database.listener = sql -> letPass(Duration.ofSeconds(6));
        assertThatThrownBy(() -> send(a, "slow")).hasMessageContaining("took so long");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRES")
    void deletesItsRowsAfterAMinuteAndThoseOfDeadServersLater(Way way) throws SQLException {
        use(way);
        PolledNotices a = server(1);
        PolledNotices dead = server(2);
        for (String age : List.of("0", "70", "130")) {
            send(a, "own" + age);
            send(dead, "dead" + age);
            age(age);
        }
        a.receive(listeners);
        letPass(Duration.ofSeconds(11));
        a.receive(listeners);
        assertThat(rows()).containsExactlyInAnyOrder("own0", "dead0", "dead70");
    }

    /** The rows that were sent last are of this age. */
    private void age(String seconds) {
        String table = servers.prefix + "change";
        NoticeServers.execute(
                database.source(),
                "update " + table + " set sent = sent - interval '" + seconds + "' second where ids like '%" + seconds
                        + "' and seq = (select max(seq) from " + table + ")");
    }

    private List<String> rows() throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection connection = database.source().getConnection();
                ResultSet rows =
                        connection.createStatement().executeQuery("select ids from " + servers.prefix + "change")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    /** Cleaning included, over a minute. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRES")
    void needsFewStatementsWhenIdle(Way way) throws SQLException {
        use(way);
        PolledNotices a = server(1);
        a.receive(listeners);
        database.statements.set(0);
        Duration minute = Duration.ofMinutes(1);
        while (nanos.get() < minute.toNanos()) {
            letPass(a.receive(listeners));
        }
        assertThat(database.statements.get()).isBetween(60, 10 * 60);
    }
}
