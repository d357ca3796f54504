package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Finds the class loaders and threads that undeployed applications leave, by the {@link LeakDetector}. */
final class LeakCheck {

    /** The name of the deployment, which precedes those of the applications under test. */
    static final String DEPLOYMENT = "leak-detector";

    /**
     * Before JDK 21 a closed client of the JDK ends after three seconds and two garbage collections. Idle threads and
     * connections of the server may end later.
     */
    private static final Duration SOON = Duration.ofSeconds(45);

    private final Browser detector = new Browser(Deployments.uri(DEPLOYMENT));

    static WebArchive war() {
        return ShrinkWrap.create(WebArchive.class, DEPLOYMENT + ".war")
                .addClasses(
                        LeakDetector.class,
                        LeakDetectorMBean.class,
                        LeakDetectorServlet.class,
                        Workers.class,
                        JdkRecords.class)
                .addClasses(LeakDetector.class.getDeclaredClasses())
                .addClasses(JdkRecords.class.getDeclaredClasses());
    }

    /** Starts the workers of the server, before an application is deployed. */
    void startWorkers() {
        int workers = Integer.parseInt(detector.call("prepare"));
        CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(
                                () -> detector.call("occupy"), task -> new Thread(task).start()))
                        .limit(workers)
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    void releaseWorkers() {
        detector.call("release");
    }

    /** The names of the threads of the library and of applications. */
    List<String> threads() {
        return detector.look(LeakDetector.Snapshot.class).threads();
    }

    /** Waits until only the class loaders of these applications exist. Otherwise writes a heap dump. */
    void awaitLoaders(String... applications) throws IOException {
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
