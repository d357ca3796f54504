package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A session that ends, while other requests of it are under way, or an observer of it. */
@ExtendWith(ArquillianExtension.class)
class LogOutIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Open Liberty looks for sessions that have timed out every other minute. */
    private static final Duration TIME_OUT = Duration.ofSeconds(240);

    private static final URI APPLICATION = Deployments.uri("logout");
    private static final int TIMES = 20;

    private final Browser outside = new Browser(APPLICATION);
    private final ServerLog log = ServerLog.fromHere();

    @Deployment(testable = false)
    static WebArchive application() {
        return Deployments.application("logout.war", "durable-streams.embedded.enabled=true\n")
                .addClasses(Token.class, Visit.class, Visits.class, VisitServlet.class, Leaving.class)
                .addClasses(OnlyServlet.class);
    }

    private void awaitStaying(String name) {
        await().atMost(PATIENCE)
                .until(() -> outside.call("is staying", "name", name).equals("true"));
    }

    /** Requests that began, and those whose bean was destroyed. */
    private int[] counts() {
        String[] counts = outside.call("counts").split(" ");
        return new int[] {Integer.parseInt(counts[0]), Integer.parseInt(counts[1]), Integer.parseInt(counts[2])};
    }

    /** The session that this browser has ends while a request of it is under way, again and again. */
    private void logOutDuring(String request, boolean listening) {
        int[] before = counts();
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            Browser browser = new Browser(APPLICATION);
            String name = "logout/" + UUID.randomUUID();
            if (listening) {
                outside.call("create", "name", name + "/stream");
                browser.call("listen", "name", name + "/stream");
                awaitStaying(name + "/stream");
                outside.call("release", "name", name + "/stream");
            } else {
                browser.call("enter");
            }
            CompletableFuture<HttpResponse<String>> slow =
                    CompletableFuture.supplyAsync(() -> browser.send(request, "name", name));
            awaitStaying(name);
            browser.call("leave");
            outside.call("release", "name", name);
            answers.add(slow.join().statusCode());
        }
        int[] after = counts();
        assertThat(after[0] - before[0]).isEqualTo(TIMES);
        assertThat(answers).isEqualTo(Collections.nCopies(TIMES, 200));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(counts()[1] - before[1]).isEqualTo(TIMES));
        assertThat(log.errors()).isEmpty();
    }

    @Test
    void aRequestThatDoesNotUseItsSessionIsAnswered() {
        logOutDuring("stay", false);
    }

    @Test
    void aRequestThatUsedItsSessionIsAnswered() {
        logOutDuring("look and stay", false);
    }

    @Test
    void aRequestOfAListeningSessionIsAnswered() {
        logOutDuring("stay", true);
    }

    @Test
    void aRequestThatUsedAListeningSessionIsAnswered() {
        logOutDuring("look and stay", true);
    }

    @Test
    void aRequestThatReadsItsListenerBeforeAndAfterIsAnswered() {
        logOutDuring("read and stay", false);
        logOutDuring("read and stay", true);
    }

    @Test
    void aServletInjectsListenersOfNamesThatNoBeanKnows() {
        Browser anna = new Browser(APPLICATION);
        String first = anna.get("only");
        assertThat(first).startsWith("only here of ").endsWith(", tabs/x");
        assertThat(anna.get("only")).isEqualTo(first);
        assertThat(new Browser(APPLICATION).get("only")).isNotEqualTo(first);
    }

    /** A bean's life ends after the last event that it is told. */
    @Test
    void nothingReachesTheBeansOfASessionThatWasLeft() {
        Browser browser = new Browser(APPLICATION);
        String stream = underWay(browser);
        browser.call("leave");
        awaitDestroyed(stream, PATIENCE);
    }

    @Test
    void nothingReachesTheBeansOfASessionThatTimedOut() {
        Browser browser = new Browser(APPLICATION);
        String stream = underWay(browser);
        browser.call("time out");
        awaitDestroyed(stream, TIME_OUT);
    }

    /** A session with an observer that has its first message, and does not return before the session ends. */
    private String underWay(Browser browser) {
        String stream = "logout/" + UUID.randomUUID();
        outside.call("create", "name", stream);
        browser.call("listen", "name", stream);
        awaitStaying(stream);
        return stream;
    }

    private void awaitDestroyed(String stream, Duration patience) {
        await().atMost(patience)
                .until(() -> outside.call("session", "name", stream).equals("destroyed"));
        await().atMost(PATIENCE)
                .until(() -> outside.call("is staying", "name", stream).equals("false"));
        assertThat(counts()[2]).isZero();
    }
}
