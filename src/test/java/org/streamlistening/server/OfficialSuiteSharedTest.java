package org.streamlistening.server;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.streamlistening.internal.engine.shared.SharedMemory;
import org.streamlistening.support.OfficialSuite;

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
}
