package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** A consumer starts with its application, and its observers have the contexts of the application. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ConsumerStartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CONFIGURATION = """
            durable-streams.embedded.enabled=true
            durable-streams.embedded.access=all
            durable-streams.consumer.audit.stream=%s
            """.formatted(StartUpWriter.STREAM);

    private static final DeliveryFile WAR = AuditDeployment.file();
    private static final DeliveryFile OWN = AuditDeployment.file();
    private static final DeliveryFile SHARED = AuditDeployment.file();

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "audit", managed = false, testable = false)
    static WebArchive war() {
        return audit("audit.war", WAR);
    }

    /** The library is in the WAR. */
    @Deployment(name = "audit-own", managed = false, testable = false)
    static EnterpriseArchive own() {
        return Deployments.enterprise("audit-own.ear", audit("audit-own.war", OWN));
    }

    /** The library is in the lib of the EAR. */
    @Deployment(name = "audit-shared", managed = false, testable = false)
    static EnterpriseArchive shared() {
        return Deployments.sharing("audit-shared.ear", audit("audit-shared.war", SHARED));
    }

    private static WebArchive audit(String name, DeliveryFile file) {
        return AuditDeployment.war(name, CONFIGURATION, file).addClass(StartUpWriter.class);
    }

    private static Audit.Snapshot look(String application) {
        return new Browser(Deployments.uri(application)).look(Audit.Snapshot.class);
    }

    private static void append(String application, int index) {
        try (DurableStreamsClient streams = DurableStreamsClient.builder(
                        Deployments.uri(application).resolve("streams"))
                .transport(ClientTransport.JAVA_NET_HTTP)
                .build()) {
            streams.append(StartUpWriter.STREAM, StreamContent.json("{\"index\":" + index + "}"));
        }
    }

    private static void awaitTokens(DeliveryFile file, Integer... indexes) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(file.indexes()).containsExactly(indexes));
    }

    @Test
    void deliversWhatTheStartOfTheApplicationAppendedBeforeTheFirstRequest() {
        deployer.deploy("audit");
        try {
            awaitTokens(WAR, 0);
            Audit.Snapshot first = look("audit");
            assertThat(first.requests()).isEqualTo(1);
            assertThat(first.received()).extracting(Audit.Received::index).containsExactly(0);
            assertThat(first.received()).extracting(Audit.Received::requests).containsExactly(0);
            observersHaveTheContextsOfTheApplication();
        } finally {
            deployer.undeploy("audit");
        }
    }

    private static void observersHaveTheContextsOfTheApplication() {
        append("audit", 1);
        append("audit", 2);
        awaitTokens(WAR, 0, 1, 2);
        await().atMost(PATIENCE).until(() -> look("audit").transactions().size() == 3);
        Audit.Snapshot seen = look("audit");
        assertThat(seen.transactions()).containsExactly("0 committed", "1 committed", "2 committed");
        assertThat(seen.received()).extracting(Audit.Received::module).containsOnly("audit");
        assertThat(seen.received()).extracting(Audit.Received::request).doesNotHaveDuplicates();
        List<String> positions =
                seen.received().stream().map(Audit.Received::behind).toList();
        assertThat(positions).doesNotHaveDuplicates();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(look("audit").status()).isEqualTo("LIVE");
            assertThat(look("audit").position()).isEqualTo(positions.get(2));
        });
    }

    @Test
    @DisabledIfSystemProperty(
            named = "arquillian.launch",
            matches = "payara",
            disabledReason = "Payara Micro deploys no EAR")
    void startsWithTheOnlyWarOfAnEar() {
        deployer.deploy("audit-own");
        try {
            awaitTokens(OWN, 0);
            assertThat(look("audit-own").received())
                    .extracting(Audit.Received::requests)
                    .containsExactly(0);
        } finally {
            deployer.undeploy("audit-own");
        }
    }

    @Test
    @DisabledIfSystemProperty(
            named = "arquillian.launch",
            matches = "payara",
            disabledReason = "Payara Micro deploys no EAR")
    void startsWithTheFirstRequestWhereWarsShareTheLibrary() {
        deployer.deploy("audit-shared");
        try {
            look("audit-shared");
            awaitTokens(SHARED, 0);
        } finally {
            deployer.undeploy("audit-shared");
        }
    }
}
