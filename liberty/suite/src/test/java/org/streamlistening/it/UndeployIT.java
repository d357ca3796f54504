package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.UUID;
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

/** An application that is undeployed while all features are in use leaves no thread and no class. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class UndeployIT {

    private static final int DEPLOYMENTS = 10;

    private final LeakCheck leaks = new LeakCheck();

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = LeakCheck.DEPLOYMENT, order = 1, testable = false)
    static WebArchive leakDetector() {
        return LeakCheck.war();
    }

    @Deployment(name = "rest", managed = false, testable = false)
    static WebArchive withRestClient() {
        return unstopped("rest.war", "");
    }

    @Deployment(name = "jdk", managed = false, testable = false)
    static WebArchive withClientOfTheJdk() {
        return unstopped("jdk.war", """
                durable-streams.transport=jdk
                durable-streams.handover=cluster/handover
                durable-streams.embedded.store=%s
                """.formatted(System.getProperty("suite.store") + "-" + UUID.randomUUID()));
    }

    private static WebArchive unstopped(String name, String configuration) {
        return Deployments.application(name, """
                        durable-streams.embedded.enabled=true
                        durable-streams.embedded.access=read
                        durable-streams.listener.events.live=sse
                        """ + configuration)
                .addClasses(
                        Token.class,
                        UnstoppedListeners.class,
                        UnstoppedListeners.Snapshot.class,
                        UnstoppedListenersServlet.class)
                .addClasses(FollowSocket.class, LeakDetectorRegistration.class);
    }

    @BeforeEach
    void startWorkers() {
        leaks.startWorkers();
    }

    @AfterEach
    void releaseWorkers() {
        leaks.releaseWorkers();
    }

    @Test
    void leavesNothingAfterManyRedeployments() throws IOException {
        for (int number = 1; number <= DEPLOYMENTS; number++) {
            String name = number % 2 == 1 ? "rest" : "jdk";
            deployer.deploy(name);
            try {
                new ActiveSessions(Deployments.uri(name)).start();
                assertThat(leaks.threads()).contains("durable-streams-timer");
                leaks.awaitLoaders("/" + name + " " + number);
            } finally {
                deployer.undeploy(name);
            }
        }
        leaks.awaitLoaders();
        assertThat(leaks.threads()).isEmpty();
    }
}
