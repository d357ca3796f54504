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

/** A session that ends while another of its requests, or one of its observers, is running. */
@ExtendWith(ArquillianExtension.class)
class LogOutIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Open Liberty looks for expired sessions every other minute. */
    private static final Duration TIME_OUT = Duration.ofSeconds(240);

    private static final URI APPLICATION = Deployments.uri("logout");
    private static final int TIMES = 20;

    private final Browser otherSession = new Browser(APPLICATION);
    private final ServerLog log = ServerLog.fromHere();

    @Deployment(testable = false)
    static WebArchive application() {
        return Deployments.application("logout.war", "durable-streams.embedded.enabled=true\n")
                .addClasses(
                        Token.class,
                        PlainRequest.class,
                        RequestRecords.class,
                        EndingSessionServlet.class,
                        EndingSession.class)
                .addClasses(OnlyServlet.class);
    }

    private void awaitBlocked(String name) {
        await().atMost(PATIENCE)
                .until(() -> otherSession.call("is blocked", "name", name).equals("true"));
    }

    /** Requests that began, requests whose bean was destroyed, and events that reached a destroyed bean. */
    private int[] counts() {
        String[] counts = otherSession.call("counts").split(" ");
        return new int[] {Integer.parseInt(counts[0]), Integer.parseInt(counts[1]), Integer.parseInt(counts[2])};
    }

    /** Ends sessions while a request of theirs is running. */
    private void logOutDuring(String request, boolean listening) {
        int[] before = counts();
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            Browser browser = new Browser(APPLICATION);
            String name = "logout/" + UUID.randomUUID();
            if (listening) {
                otherSession.call("create", "name", name + "/stream");
                browser.call("listen", "name", name + "/stream");
                awaitBlocked(name + "/stream");
                otherSession.call("release", "name", name + "/stream");
            } else {
                browser.call("begin");
            }
            CompletableFuture<HttpResponse<String>> slow =
                    CompletableFuture.supplyAsync(() -> browser.send(request, "name", name));
            awaitBlocked(name);
            browser.call("log out");
            otherSession.call("release", "name", name);
            statuses.add(slow.join().statusCode());
        }
        int[] after = counts();
        assertThat(after[0] - before[0]).isEqualTo(TIMES);
        assertThat(statuses).isEqualTo(Collections.nCopies(TIMES, 200));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(counts()[1] - before[1]).isEqualTo(TIMES));
        assertThat(log.errors()).isEmpty();
    }

    @Test
    void completesARequestThatDoesNotUseItsSession() {
        logOutDuring("block", false);
    }

    @Test
    void completesARequestThatUsedItsSession() {
        logOutDuring("read and block", false);
    }

    @Test
    void completesARequestOfAListeningSession() {
        logOutDuring("block", true);
    }

    @Test
    void completesARequestThatUsedAListeningSession() {
        logOutDuring("read and block", true);
    }

    @Test
    void completesARequestThatReadsItsListenerBeforeAndAfterTheEnd() {
        logOutDuring("read, block and read", false);
        logOutDuring("read, block and read", true);
    }

    @Test
    void injectsListenersOfOtherwiseUnusedNamesIntoAServlet() {
        Browser anna = new Browser(APPLICATION);
        String first = anna.get("only");
        assertThat(first).startsWith("only here of ").endsWith(", tabs/x");
        assertThat(anna.get("only")).isEqualTo(first);
        assertThat(new Browser(APPLICATION).get("only")).isNotEqualTo(first);
    }

    /** A bean is destroyed after its last event. */
    @Test
    void deliversNothingToDestroyedBeansAfterALogOut() {
        Browser browser = new Browser(APPLICATION);
        String stream = withRunningObserver(browser);
        browser.call("log out");
        awaitDestroyed(stream, PATIENCE);
    }

    @Test
    void deliversNothingToDestroyedBeansAfterATimeOut() {
        Browser browser = new Browser(APPLICATION);
        String stream = withRunningObserver(browser);
        browser.call("time out");
        awaitDestroyed(stream, TIME_OUT);
    }

    /** Starts an observer that returns only after its session begins to end. */
    private String withRunningObserver(Browser browser) {
        String stream = "logout/" + UUID.randomUUID();
        otherSession.call("create", "name", stream);
        browser.call("listen", "name", stream);
        awaitBlocked(stream);
        return stream;
    }

    private void awaitDestroyed(String stream, Duration patience) {
        await().atMost(patience)
                .until(() -> otherSession.call("session", "name", stream).equals("destroyed"));
        await().atMost(PATIENCE)
                .until(() -> otherSession.call("is blocked", "name", stream).equals("false"));
        assertThat(counts()[2]).isZero();
    }
}
