package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/**
 * A consumer of the embedded server of its own application, which the container may end first. A stop right behind a
 * message repeats nothing, and the next start does not wait for the lease.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ConsumerOwnServerIT {

    private static final Duration SHORTER_THAN_THE_LEASE = Duration.ofSeconds(20);
    private static final String STREAM = "audited";
    private static final int MESSAGES = 30;
    private static final int DEPLOYMENTS = 3;

    private static final DeliveryFile FILE = AuditDeployment.file();
    private static final Path STORE = Path.of(System.getProperty("suite.store") + "-own-" + UUID.randomUUID());

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "own", managed = false, testable = false)
    static WebArchive war() {
        return AuditDeployment.war("own.war", """
                durable-streams.embedded.enabled=true
                durable-streams.embedded.access=all
                durable-streams.embedded.store=%s
                durable-streams.consumers.lease=60s
                durable-streams.consumer.audit.stream=%s
                """.formatted(STORE, STREAM), FILE);
    }

    @Test
    void goesOnAtOnceWhereItWas() {
        for (int deployment = 1; deployment <= DEPLOYMENTS; deployment++) {
            deployer.deploy("own");
            try {
                append((deployment - 1) * MESSAGES);
                awaitTokens(deployment * MESSAGES);
            } finally {
                // At once: the last messages are in no checkpoint yet.
                deployer.undeploy("own");
            }
        }
    }

    private static void append(int from) {
        try (DurableStreamsClient streams = DurableStreamsClient.builder(
                        Deployments.uri("own").resolve("streams"))
                .transport(ClientTransport.JAVA_NET_HTTP)
                .build()) {
            if (from == 0) {
                streams.create(STREAM, CreateOptions.json());
            }
            for (int index = from; index < from + MESSAGES; index++) {
                streams.append(STREAM, StreamContent.json("{\"index\":" + index + "}"));
            }
        }
    }

    private static void awaitTokens(int count) {
        await().atMost(SHORTER_THAN_THE_LEASE)
                .untilAsserted(() -> assertThat(FILE.indexes())
                        .isEqualTo(IntStream.range(0, count).boxed().toList()));
    }
}
