package org.streamlistening.internal.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.internal.store.database.TestChanges.create;
import static org.streamlistening.internal.store.database.TestChanges.created;
import static org.streamlistening.internal.store.database.TestChanges.text;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.streamlistening.internal.store.StoreException;

class StreamTablesTest {

    private final String prefix = TestDatabase.newPrefix();

    private static DatabaseStore open(DataSource source, String prefix, boolean creates) {
        return new DatabaseStore(source, prefix, creates, id -> {});
    }

    @ParameterizedTest
    @EnumSource
    void tablesOfAnEarlierRunAreUsed(TestDatabase kind) {
        create(open(kind.source(), prefix, true), created(7, "a", "one"));
        assertThat(text(open(kind.source(), prefix, true), "a")).isEqualTo("one");
        assertThat(text(open(kind.source(), prefix, false), "a")).isEqualTo("one");
    }

    @ParameterizedTest
    @EnumSource
    void tablesCanBeInASchema(TestDatabase kind) {
        TestDatabase.execute(kind.source(), "create schema s" + prefix);
        String schema = "s" + prefix + ".";
        create(open(kind.source(), schema + "one_", true), created(7, "a", "one"));
        DatabaseStore other = open(kind.source(), schema + "two_", true);
        assertThat(other.find("a")).isEmpty();
        assertThat(text(open(kind.source(), schema + "one_", false), "a")).isEqualTo("one");
    }

    @ParameterizedTest
    @EnumSource
    void aCreationThatWasInterruptedIsCompleted(TestDatabase kind) {
        open(kind.source(), prefix, true);
        TestDatabase.execute(kind.source(), "drop table " + prefix + "producer", "delete from " + prefix + "schema");
        create(open(kind.source(), prefix, true), created(7, "a", "one"));
    }

    @ParameterizedTest
    @EnumSource
    void serversMakeTheTablesAtTheSameTime(TestDatabase kind) throws Exception {
        int servers = 6;
        CyclicBarrier start = new CyclicBarrier(servers);
        List<FutureTask<DatabaseStore>> openings = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            FutureTask<DatabaseStore> opening = new FutureTask<>(() -> {
                start.await();
                return open(kind.source(), prefix, true);
            });
            new Thread(opening).start();
            openings.add(opening);
        }
        for (FutureTask<DatabaseStore> opening : openings) {
            assertThat(opening.get().count()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void missingTablesAreNamed(TestDatabase kind) {
        assertThatThrownBy(() -> open(kind.source(), prefix, false))
                .isInstanceOf(StreamTablesException.class)
                .hasMessageStartingWith("DS-062")
                .hasMessageContaining(prefix + "*")
                .hasMessageContaining("META-INF/durable-streams/stream-tables.sql");
    }

    @ParameterizedTest
    @EnumSource
    void aMissingSchemaIsNoEndlessAttempt(TestDatabase kind) {
        assertThatThrownBy(() -> open(kind.source(), "nowhere." + prefix, true))
                .isInstanceOf(StreamTablesException.class)
                .hasMessageContaining("cannot be made");
    }

    @ParameterizedTest
    @EnumSource
    void anotherVersionIsRefused(TestDatabase kind) {
        open(kind.source(), prefix, true);
        TestDatabase.execute(kind.source(), "update " + prefix + "schema set version = 2");
        assertThatThrownBy(() -> open(kind.source(), prefix, true))
                .isInstanceOf(StreamTablesException.class)
                .hasMessageContaining("have version [2]");
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatIsMissingIsRefused(TestDatabase kind) {
        open(kind.source(), prefix, true);
        TestDatabase.execute(kind.source(), "drop table " + prefix + "garbage");
        assertThatThrownBy(() -> open(kind.source(), prefix, true))
                .isInstanceOf(StreamTablesException.class)
                .hasMessageContaining("missing or cannot be used");
    }

    @Test
    void missingRightsOnPostgresAreNamed() throws Exception {
        PGSimpleDataSource limited = new PGSimpleDataSource();
        limited.setUrl(((PGSimpleDataSource) TestDatabase.POSTGRES.source()).getUrl());
        limited.setUser(prefix + "user");
        limited.setPassword("secret");
        assertRightsAreNeeded(TestDatabase.POSTGRES, limited, "create role %s login password '%s'");
    }

    @Test
    void missingRightsOnH2AreNamed() {
        JdbcDataSource limited = new JdbcDataSource();
        // Without settings, which are for an administrator.
        limited.setUrl(((JdbcDataSource) TestDatabase.H2.source()).getUrl().split(";", 2)[0]);
        limited.setUser((prefix + "user").toUpperCase(Locale.ROOT));
        limited.setPassword("secret");
        assertRightsAreNeeded(TestDatabase.H2, limited, "create user %s password '%s'");
    }

    private void assertRightsAreNeeded(TestDatabase kind, DataSource limited, String createUser) {
        String user = prefix + "user";
        TestDatabase.execute(kind.source(), String.format(createUser, user, "secret"));
        assertThatThrownBy(() -> open(limited, prefix, true))
                .isInstanceOf(StreamTablesException.class)
                .hasMessageContaining("the right to make tables");
        open(kind.source(), prefix, true);
        for (String right : List.of("", "select", "insert", "update")) {
            if (!right.isEmpty()) {
                for (String table : List.of("stream", "chunk", "producer", "garbage", "schema")) {
                    TestDatabase.execute(kind.source(), "grant " + right + " on " + prefix + table + " to " + user);
                }
            }
            assertThatThrownBy(() -> open(limited, prefix, false))
                    .as(right)
                    .isInstanceOf(StreamTablesException.class)
                    .hasMessageContaining("the rights to select, insert, update and delete");
        }
        for (String table : List.of("stream", "chunk", "producer", "garbage")) {
            TestDatabase.execute(kind.source(), "grant delete on " + prefix + table + " to " + user);
        }
        create(open(limited, prefix, true), created(7, "a", "one"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A_", "a-", "a b", "1a", "a.b.c", "a; drop table x", "a.", "\"a\""})
    void aPrefixThatIsNoIdentifierIsRefused(String wrong) {
        assertThatThrownBy(() -> open(TestDatabase.H2.source(), wrong, true))
                .isInstanceOf(StreamTablesException.class)
                .hasMessageContaining("no SQL identifier");
    }

    @Test
    void anUnknownDatabaseIsRefused() {
        DataSource other = proxy(DataSource.class, proxy(Connection.class, proxy(DatabaseMetaData.class, "Oracle")));
        assertThatThrownBy(() -> open(other, prefix, true))
                .isInstanceOf(StreamTablesException.class)
                .hasMessageContaining("'Oracle'")
                .hasMessageContaining("use PostgreSQL");
    }

    /** Returns the value from each method that can return it. */
    private static <T> T proxy(Class<T> type, Object value) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (itself, method, arguments) -> method.getReturnType().isInstance(value) ? value : null));
    }

    @Test
    void aDatabaseThatIsAwayIsNoMatterOfTables() {
        FaultyDatabase database = new FaultyDatabase(TestDatabase.H2.source());
        database.setDown(true);
        assertThatThrownBy(() -> new DatabaseStore(database.source(), prefix, true, id -> {}, new ManualClock()))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE));
    }
}
