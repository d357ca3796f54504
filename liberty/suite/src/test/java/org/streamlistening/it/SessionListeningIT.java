package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Listeners of sessions on a server. */
@ExtendWith(ArquillianExtension.class)
class SessionListeningIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ArquillianResource
    private URL url;

    private URI application;
    private final String stream = "it/" + UUID.randomUUID();

    @Deployment(testable = false)
    static WebArchive application() {
        return Deployments.control("sessions.war", "durable-streams.embedded.enabled=true\n");
    }

    @BeforeEach
    void createStream() throws Exception {
        application = url.toURI();
        new Browser(application).call("create", "stream", stream);
    }

    private void append(int from, int to) {
        new Browser(application).call("append", "stream", stream, "from", from, "to", to);
    }

    private static List<Integer> numbers(int to) {
        return IntStream.range(0, to).boxed().toList();
    }

    @Test
    void deliversTheMessagesOfEachSessionInOrderToItsOwnBean() {
        String left = stream + "/left";
        String right = stream + "/right";
        Browser anna = new Browser(application);
        Browser ben = new Browser(application);
        Browser writer = new Browser(application);
        writer.call("create", "stream", left);
        writer.call("create", "stream", right);
        anna.call("listen", "stream", left);
        ben.call("listen", "stream", right);
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> writeThousand(left)),
                        CompletableFuture.runAsync(() -> writeThousand(right)))
                .join();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(anna.look().tokens()).isEqualTo(numbers(1_000)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ben.look().tokens()).isEqualTo(numbers(1_000)));
        // The instance that received the messages is the one that a request of the session uses.
        String annas = anna.look().instance();
        String bens = ben.look().instance();
        assertThat(annas).isNotEqualTo(bens);
        assertThat(writer.call("count", "instance", annas)).isEqualTo("1000");
        assertThat(writer.call("count", "instance", bens)).isEqualTo("1000");
    }

    private void writeThousand(String to) {
        Browser writer = new Browser(application);
        for (int i = 0; i < 1_000; i += 5) {
            writer.call("append", "stream", to, "from", i, "to", i + 5);
        }
    }

    @Test
    void deliversNothingAfterStopAndContinuesAtTheOffsetAfterListen() {
        Browser browser = new Browser(application);
        browser.call("listen", "stream", stream);
        append(0, 300);
        await().atMost(PATIENCE).until(() -> !browser.look().tokens().isEmpty());
        browser.call("stop");
        ReceivedEvents.Snapshot stopped = browser.look();
        append(300, 400);
        await().during(Duration.ofMillis(500))
                .until(() -> browser.look().tokens().size() == stopped.tokens().size());
        assertThat(browser.look().status()).isEqualTo("STOPPED");
        browser.call("listen", "stream", stream);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.look().tokens()).isEqualTo(numbers(400)));
    }

    @Test
    void endsWhenTheSessionEnds() {
        Browser browser = new Browser(application);
        browser.call("listen", "stream", stream);
        append(0, 10);
        await().atMost(PATIENCE).until(() -> browser.look().tokens().size() == 10);
        String instance = browser.look().instance();
        browser.call("invalidate");
        append(10, 20);
        Browser other = new Browser(application);
        other.call("listen", "stream", stream);
        await().atMost(PATIENCE).until(() -> other.look().tokens().size() == 20);
        assertThat(other.call("count", "instance", instance)).isEqualTo("10");
        assertThat(browser.look().instance()).isNotEqualTo(instance);
        assertThat(browser.look().status()).isEqualTo("IDLE");
    }

    @Test
    void completesWhenTheStreamIsClosed() {
        Browser browser = new Browser(application);
        append(0, 3);
        new Browser(application).call("close", "stream", stream);
        browser.call("listen", "stream", stream);
        await().atMost(PATIENCE).until(() -> browser.look().events().contains("completed"));
        assertThat(browser.look().events()).containsExactly("CONNECTING", "CATCHING_UP", "COMPLETED", "completed");
        assertThat(browser.look().tokens()).isEqualTo(numbers(3));
    }

    @Test
    void reportsAnUnknownStream() {
        Browser browser = new Browser(application);
        browser.call("listen", "stream", "it/missing stream");
        await().atMost(PATIENCE).until(() -> browser.look().events().size() == 3);
        assertThat(browser.look().events().get(2)).startsWith("failed 404 ").contains("it/missing stream");
    }

    @Test
    void redeliversAMessageToAnObserverThatThrew() {
        Browser browser = new Browser(application);
        append(0, 5);
        browser.call("fail", "times", 2);
        browser.call("listen", "stream", stream);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.look().tokens()).isEqualTo(numbers(5)));
        assertThat(browser.look().events()).contains("RETRYING").endsWith("LIVE");
    }

    @Test
    void rejectsAnUnsafeIdBeforeAnyRequest() {
        Browser browser = new Browser(application);
        for (String unsafe : List.of("../control", "http://localhost/", "a?b=c", "__ds/x")) {
            assertThat(browser.send("listen", "stream", unsafe).statusCode())
                    .as(unsafe)
                    .isEqualTo(400);
        }
        assertThat(browser.look().status()).isEqualTo("IDLE");
    }
}
