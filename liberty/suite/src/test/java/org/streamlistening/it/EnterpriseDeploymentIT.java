package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.support.TcpProxy;

/**
 * Deployment and undeployment of EARs. The library is in each WAR ({@code own}) or in the lib of the EAR
 * ({@code shared}).
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class EnterpriseDeploymentIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TcpProxy PROXY = new TcpProxy(Integer.getInteger("it.http.port"));
    private static final String REMOTE = "durable-streams.url=http://localhost:" + PROXY.port() + "/upstream/streams\n";
    private static final String EMBEDDED = """
            durable-streams.embedded.enabled=true
            durable-streams.embedded.access=all
            """;

    private final String stream = "ear/" + UUID.randomUUID();

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "upstream", testable = false)
    static WebArchive upstream() {
        return Deployments.control("upstream.war", EMBEDDED);
    }

    @Deployment(name = "two-own", managed = false, testable = false)
    static EnterpriseArchive twoOwn() {
        return Deployments.enterprise(
                "two-own.ear",
                Deployments.control("two-own-left.war", REMOTE),
                Deployments.control("two-own-right.war", REMOTE));
    }

    @Deployment(name = "two-shared", managed = false, testable = false)
    static EnterpriseArchive twoShared() {
        return Deployments.sharing(
                "two-shared.ear",
                Deployments.control("two-shared-left.war", REMOTE),
                Deployments.control("two-shared-right.war", REMOTE));
    }

    @Deployment(name = "one-own", managed = false, testable = false)
    static EnterpriseArchive oneOwn() {
        return Deployments.enterprise("one-own.ear", Deployments.control("one-own.war", EMBEDDED));
    }

    @Deployment(name = "one-shared", managed = false, testable = false)
    static EnterpriseArchive oneShared() {
        return Deployments.sharing("one-shared.ear", Deployments.control("one-shared.war", EMBEDDED));
    }

    @Deployment(name = "none-own", managed = false, testable = false)
    static EnterpriseArchive noneOwn() {
        return Deployments.enterprise(
                "none-own.ear",
                Deployments.control("none-own-left.war", EMBEDDED),
                Deployments.control("none-own-right.war", ""));
    }

    @Deployment(name = "none-shared", managed = false, testable = false)
    static EnterpriseArchive noneShared() {
        return Deployments.sharing(
                "none-shared.ear",
                Deployments.control("none-shared-left.war", ""),
                Deployments.control("none-shared-right.war", ""));
    }

    @AfterAll
    static void closeProxy() {
        PROXY.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"two-own", "two-shared"})
    void closesItsConnectionsWhenAnEarIsUndeployed(String ear) {
        Browser writer = new Browser(Deployments.uri("upstream"));
        writer.call("create", "stream", stream);
        for (int deployment = 1; deployment <= 2; deployment++) {
            deployer.deploy(ear);
            try {
                List<Browser> sessions = List.of(
                        new Browser(Deployments.uri(ear + "-left")), new Browser(Deployments.uri(ear + "-right")));
                sessions.forEach(session -> session.call("listen", "stream", stream));
                writer.call("append", "stream", stream, "from", 0, "to", 3);
                for (Browser session : sessions) {
                    await().atMost(PATIENCE).until(() -> session.look().status().equals("LIVE"));
                }
                int written = 3 * deployment;
                for (Browser session : sessions) {
                    await().atMost(PATIENCE).until(() -> session.look().tokens().size() == written);
                }
                assertThat(PROXY.isConnected()).isTrue();
            } finally {
                deployer.undeploy(ear);
            }
            // An idle connection may stay open for a while; a connection in use would stay open.
            await().atMost(PATIENCE).during(Duration.ofSeconds(2)).until(() -> !PROXY.isConnected());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one-own", "one-shared"})
    void deploysAnEarWithOneWar(String ear) {
        deployer.deploy(ear);
        try {
            Browser session = new Browser(Deployments.uri(ear));
            session.call("create", "stream", stream);
            session.call("listen", "stream", stream);
            session.call("append", "stream", stream, "from", 0, "to", 3);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(session.look().tokens()).containsExactly(0, 1, 2));
        } finally {
            deployer.undeploy(ear);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none-own", "none-shared"})
    void rejectsAnEarWithoutAServer(String ear) {
        assertThatThrownBy(() -> deployer.deploy(ear)).hasStackTraceContaining("DS-001: no Durable Streams server");
    }
}
