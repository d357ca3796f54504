package org.streamlistening.server;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.streamlistening.internal.engine.shared.SharedMemory;
import org.streamlistening.support.OfficialSuite;
import org.streamlistening.support.TestPool;
import org.streamlistening.support.TestPostgres;

/** The official suite of the protocol against a store that several servers share. */
class OfficialSuiteSharedTest {

    private static final ServerOptions OPTIONS = ServerOptions.builder()
            .access(StreamAccess.everything())
            .corsOrigins(Set.of("*"))
            .longPollTimeout(OfficialSuite.LONG_POLL_TIMEOUT)
            .build();

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void passesAlthoughEveryThirdTransactionIsRepeated() throws Exception {
        OfficialSuite suite =
                OfficialSuite.install(Path.of("src/test/node/server-suite"), Path.of("target/server-suite"));
        AtomicInteger transactions = new AtomicInteger();
        SharedMemory memory = new SharedMemory(() -> transactions.incrementAndGet() % 3 == 0);
        try (JettyServer server = SharedServers.start(OPTIONS, memory.server())) {
            suite.assertPasses("shared-memory", server.uri(""));
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void passesInPostgres() throws Exception {
        try (HikariDataSource pool = TestPool.of(TestPostgres.DATABASE, 20)) {
            assertPasses("postgres", pool);
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void passesInH2() throws Exception {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:official-suite;DB_CLOSE_DELAY=-1");
        try (HikariDataSource pool = TestPool.of(source, 20)) {
            assertPasses("h2", pool);
        }
    }

    private static void assertPasses(String name, DataSource source) throws Exception {
        OfficialSuite suite =
                OfficialSuite.install(Path.of("src/test/node/server-suite"), Path.of("target/server-suite"));
        StreamDatabase database = new StreamDatabase(source, "official_suite_", true);
        ServerOptions options = ServerOptions.builder()
                .access(StreamAccess.everything())
                .corsOrigins(Set.of("*"))
                .longPollTimeout(OfficialSuite.LONG_POLL_TIMEOUT)
                .database(database)
                .build();
        try (JettyServer server = JettyServer.start(options)) {
            suite.assertPasses(name, server.uri(""));
        }
    }
}
