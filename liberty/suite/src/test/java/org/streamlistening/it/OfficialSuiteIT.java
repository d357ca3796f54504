package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.support.OfficialSuite;

/** The official suite of the protocol against the embedded server of an application, with both stores. */
@ExtendWith(ArquillianExtension.class)
@EnabledIfSystemProperty(
        named = "arquillian.launch",
        matches = "liberty",
        disabledReason = "its context root is configured for Open Liberty")
@RunAsClient
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class OfficialSuiteIT {

    private static final Path STORE = Path.of(System.getProperty("suite.store")).toAbsolutePath();

    private static OfficialSuite suite;

    @ArquillianResource
    private Deployer deployer;

    @BeforeAll
    static void install() throws Exception {
        suite = OfficialSuite.install(
                Path.of(System.getProperty("suite.sources")), Path.of(System.getProperty("suite.folder")));
        deleteStore();
    }

    @AfterAll
    static void deleteStore() throws IOException {
        if (Files.exists(STORE)) {
            try (Stream<Path> files = Files.walk(STORE)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    @Deployment(name = "memory", managed = false, testable = false)
    static WebArchive memory() {
        return Deployments.server("suite-memory.war", "/", configuration(""));
    }

    @Deployment(name = "disk", managed = false, testable = false)
    static WebArchive disk() {
        return Deployments.server("suite-disk.war", "/", configuration("durable-streams.embedded.store=" + STORE));
    }

    /** The suite creates streams at the root of the host, therefore the embedded server is mounted there. */
    private static String configuration(String store) {
        return """
                durable-streams.embedded.enabled=true
                durable-streams.embedded.path=/
                durable-streams.embedded.access=all
                durable-streams.embedded.cors-origins=*
                durable-streams.embedded.long-poll-timeout=%s
                %s
                """.formatted(OfficialSuite.LONG_POLL_TIMEOUT, store);
    }

    @Test
    void passesInMemory() throws Exception {
        assertPasses("memory");
    }

    @Test
    void passesOnDisk() throws Exception {
        assertPasses("disk");
        assertThat(STORE).isDirectoryContaining("glob:**/snapshot-*");
    }

    private void assertPasses(String store) throws Exception {
        deployer.deploy(store);
        try {
            URI server = URI.create("http://localhost:" + Integer.getInteger("it.http.port"));
            suite.assertPasses("liberty-" + store, server);
        } finally {
            deployer.undeploy(store);
        }
    }
}
