package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
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

    /**
     * Before JDK 21 a closed client of the JDK ends after three seconds and two garbage collections. Idle threads and
     * connections of the server may end later.
     */
    private static final Duration SOON = Duration.ofSeconds(45);

    private final Browser detector = new Browser(Deployments.uri("leak-detector"));

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "leak-detector", order = 1, testable = false)
    static WebArchive leakDetector() {
        return ShrinkWrap.create(WebArchive.class, "leak-detector.war")
                .addClasses(
                        LeakDetector.class,
                        LeakDetectorMBean.class,
                        LeakDetectorServlet.class,
                        Workers.class,
                        JdkRecords.class)
                .addClasses(LeakDetector.class.getDeclaredClasses())
                .addClasses(JdkRecords.class.getDeclaredClasses());
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
        int workers = Integer.parseInt(detector.call("prepare"));
        CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(
                                () -> detector.call("occupy"), task -> new Thread(task).start()))
                        .limit(workers)
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    @AfterEach
    void releaseWorkers() {
        detector.call("release");
    }

    @Test
    void leavesNothingAfterManyRedeployments() throws IOException {
        for (int number = 1; number <= DEPLOYMENTS; number++) {
            String name = number % 2 == 1 ? "rest" : "jdk";
            deployer.deploy(name);
            try {
                new ActiveSessions(Deployments.uri(name)).start();
                assertThat(detector.look(LeakDetector.Snapshot.class).threads()).contains("durable-streams-timer");
                awaitLoaders("/" + name + " " + number);
            } finally {
                deployer.undeploy(name);
            }
        }
        awaitLoaders();
        assertThat(detector.look(LeakDetector.Snapshot.class).threads()).isEmpty();
    }

    /** Waits until only the class loaders of these applications exist. Otherwise writes a heap dump. */
    private void awaitLoaders(String... applications) throws IOException {
        try {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(
                                    detector.look(LeakDetector.Snapshot.class).loaders())
                            .containsExactly(applications));
        } catch (ConditionTimeoutException timeout) {
            Path dump = Path.of(System.getProperty("suite.heap"));
            Files.deleteIfExists(dump);
            detector.call("dump", "file", dump);
            throw new AssertionError("class loaders remain, see the heap dump " + dump, timeout);
        }
    }
}
