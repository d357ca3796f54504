package org.streamlistening.server;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.support.OfficialSuite;

/** The official suite of the protocol against the embedded server, with both stores. */
class OfficialSuiteTest {

    private static OfficialSuite suite;

    @BeforeAll
    static void install() throws Exception {
        suite = OfficialSuite.install(Path.of("src/test/node/server-suite"), Path.of("target/server-suite"));
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void passesWithBothStores(@TempDir Path directory) throws Exception {
        ServerOptions.Builder options = ServerOptions.builder()
                .access(StreamAccess.everything())
                .corsOrigins(Set.of("*"))
                .longPollTimeout(OfficialSuite.LONG_POLL_TIMEOUT);
        try (JettyServer memory = JettyServer.start(options.build());
                JettyServer disk = JettyServer.start(options.store(directory).build())) {
            // The suite spends most of its time waiting, so both run at once.
            CompletableFuture<Void> onDisk = CompletableFuture.runAsync(() -> suite.assertPasses("disk", disk.uri("")));
            suite.assertPasses("memory", memory.uri(""));
            onDisk.join();
        }
    }
}
