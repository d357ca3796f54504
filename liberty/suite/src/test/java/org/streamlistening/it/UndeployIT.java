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

/** An application that is undeployed in the middle of everything: no thread and no class of it stays. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class UndeployIT {

    private static final int DEPLOYMENTS = 10;

    /**
     * Before JDK 21 a closed client of the JDK ends after three seconds and two garbage collections. Resources of others that
     * end later, such as an idle thread or connection, must not count.
     */
    private static final Duration SOON = Duration.ofSeconds(45);

    private final Browser watch = new Browser(Deployments.uri("watch"));

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "watch", order = 1, testable = false)
    static WebArchive watch() {
        return ShrinkWrap.create(WebArchive.class, "watch.war")
                .addClasses(Watch.class, WatchMBean.class, WatchServlet.class, Workers.class, JdkRecords.class)
                .addClasses(Watch.class.getDeclaredClasses())
                .addClasses(JdkRecords.class.getDeclaredClasses());
    }

    @Deployment(name = "rest", managed = false, testable = false)
    static WebArchive withRestClient() {
        return untidy("rest.war", "");
    }

    @Deployment(name = "jdk", managed = false, testable = false)
    static WebArchive withClientOfTheJdk() {
        return untidy("jdk.war", """
                durable-streams.transport=jdk
                durable-streams.handover=cluster/handover
                durable-streams.embedded.store=%s
                """.formatted(System.getProperty("suite.store") + "-" + UUID.randomUUID()));
    }

    private static WebArchive untidy(String name, String configuration) {
        return Deployments.application(name, """
                        durable-streams.embedded.enabled=true
                        durable-streams.embedded.access=read
                        durable-streams.listener.events.live=sse
                        """ + configuration)
                .addClasses(Token.class, Untidy.class, Untidy.Snapshot.class, UntidyServlet.class)
                .addClasses(FollowSocket.class, Watched.class);
    }

    @BeforeEach
    void workersBegin() {
        int workers = Integer.parseInt(watch.call("invite"));
        CompletableFuture.allOf(Stream.generate(() ->
                                CompletableFuture.runAsync(() -> watch.call("meet"), task -> new Thread(task).start()))
                        .limit(workers)
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    @AfterEach
    void workersAreFree() {
        watch.call("dismiss");
    }

    @Test
    void nothingIsLeftHoweverOftenItIsRedeployed() throws IOException {
        for (int number = 1; number <= DEPLOYMENTS; number++) {
            String name = number % 2 == 1 ? "rest" : "jdk";
            deployer.deploy(name);
            try {
                new Guests(Deployments.uri(name)).come();
                assertThat(watch.look(Watch.Snapshot.class).threads()).contains("durable-streams-timer");
                awaitLoaders("/" + name + " " + number);
            } finally {
                deployer.undeploy(name);
            }
        }
        awaitLoaders();
        assertThat(watch.look(Watch.Snapshot.class).threads()).isEmpty();
    }

    /** Of these applications and, soon, of no others. If there are others, it is left to be seen what holds them. */
    private void awaitLoaders(String... applications) throws IOException {
        try {
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(watch.look(Watch.Snapshot.class).loaders())
                                    .containsExactly(applications));
        } catch (ConditionTimeoutException left) {
            Path dump = Path.of(System.getProperty("suite.heap"));
            Files.deleteIfExists(dump);
            watch.call("dump", "file", dump);
            throw new AssertionError("what is left is in " + dump, left);
        }
    }
}
