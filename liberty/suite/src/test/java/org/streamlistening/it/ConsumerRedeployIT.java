package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;

/**
 * An application that consumes a stream is redeployed while the stream grows: it continues behind the last message, and
 * leaves no thread and no class. It receives no request.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ConsumerRedeployIT {

    private static final int REDEPLOYMENTS = 10;
    private static final int MESSAGES_PER_DEPLOYMENT = 100;

    /** Shorter than the lease: a deployment that was not released would keep the next one waiting. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String STREAM = "audited/" + UUID.randomUUID();
    private static final DeliveryFile FILE = AuditDeployment.file();

    private final LeakCheck leaks = new LeakCheck();

    private final DurableStreamsClient streams = DurableStreamsClient.builder(
                    Deployments.uri("audited").resolve("streams"))
            .transport(ClientTransport.JAVA_NET_HTTP)
            .build();

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = LeakCheck.DEPLOYMENT, order = 1, testable = false)
    static WebArchive leakDetector() {
        return LeakCheck.war();
    }

    /** The server of the stream and of the checkpoints, which stays while the application is redeployed. */
    @Deployment(name = "audited", managed = false, testable = false)
    static WebArchive server() {
        return Deployments.server("audited.war", "/audited", """
                durable-streams.embedded.enabled=true
                durable-streams.embedded.access=all
                """);
    }

    @Deployment(name = "rest", managed = false, testable = false)
    static WebArchive withRestClient() {
        return audit("rest.war", "");
    }

    @Deployment(name = "jdk", managed = false, testable = false)
    static WebArchive withClientOfTheJdk() {
        return audit("jdk.war", "durable-streams.transport=jdk\n");
    }

    private static WebArchive audit(String name, String configuration) {
        return AuditDeployment.war(
                        name,
                        """
                        durable-streams.url=%s
                        durable-streams.consumers.lease=60s
                        durable-streams.consumer.audit.stream=%s
                        """.formatted(Deployments.uri("audited").resolve("streams"), STREAM) + configuration,
                        FILE)
                .addClass(LeakDetectorRegistration.class);
    }

    @BeforeEach
    void startWorkers() {
        leaks.startWorkers();
    }

    @AfterEach
    void closeClient() {
        streams.close();
        leaks.releaseWorkers();
    }

    @Test
    void deliversEachMessageOnceThroughManyRedeployments() throws Exception {
        deployer.deploy("audited");
        try {
            redeployInMidStream();
        } finally {
            deployer.undeploy("audited");
        }
        // The server of the stream has threads of the library, too.
        assertThat(leaks.threads()).isEmpty();
    }

    private void redeployInMidStream() throws Exception {
        streams.create(STREAM, CreateOptions.json());
        int written;
        try (Appends appends = new Appends(streams, STREAM)) {
            for (int number = 1; number <= REDEPLOYMENTS; number++) {
                deployed(number, () -> awaitTokens(FILE.indexes().size() + MESSAGES_PER_DEPLOYMENT));
            }
            written = appends.stop();
        }
        deployed(REDEPLOYMENTS + 1, () -> awaitToken(written - 1));
        List<Integer> delivered = FILE.indexes();
        assertThat(delivered).containsAll(IntStream.range(0, written).boxed().toList());
        assertThat(delivered.size() - written).as("deliveries too many").isZero();
        assertThat(delivered).isSorted();
        leaks.awaitLoaders();
    }

    private void deployed(int number, Runnable inMidStream) throws IOException {
        String name = number % 2 == 1 ? "rest" : "jdk";
        deployer.deploy(name);
        try {
            inMidStream.run();
            leaks.awaitLoaders("/" + name + " " + number);
        } finally {
            deployer.undeploy(name);
        }
    }

    private static void awaitTokens(int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(FILE.indexes().size()).isGreaterThanOrEqualTo(count));
    }

    /** Not by their number: messages that were delivered twice do not make up for others. */
    private static void awaitToken(int index) {
        await().atMost(PATIENCE).until(() -> FILE.indexes().contains(index));
    }
}
