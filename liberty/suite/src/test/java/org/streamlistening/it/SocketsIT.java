package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.CookieManager;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Streams over WebSockets on a server. */
@ExtendWith(ArquillianExtension.class)
class SocketsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration ASLEEP = Duration.ofSeconds(8);

    /** Messages of about 17 bytes each. */
    private static final int LONG = 1_000_000;

    @ArquillianResource
    private Deployer deployer;

    @ArquillianResource
    @OperateOnDeployment("sockets")
    private URL url;

    private final String stream = "sockets/" + UUID.randomUUID();
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private URI application;
    private Browser browser;

    @Deployment(name = "sockets", testable = false)
    static WebArchive application() {
        return archive("sockets.war");
    }

    @Deployment(name = "short", managed = false, testable = false)
    static WebArchive shortLived() {
        return archive("short.war");
    }

    private static WebArchive archive(String name) {
        return Deployments.control(name, "durable-streams.embedded.enabled=true\n")
                .addClass(FollowSocket.class);
    }

    @BeforeEach
    void createStream() throws Exception {
        application = url.toURI();
        browser = new Browser(application, http);
        // Creates the session.
        browser.call("look");
        browser.call("create", "stream", stream);
    }

    private void append(int from, int to) {
        browser.call("append", "stream", stream, "from", from, "to", to);
    }

    private SocketPage open(String position) {
        return SocketPage.open(http, application, stream, position, null);
    }

    private static List<Integer> numbers(int to) {
        return IntStream.range(0, to).boxed().toList();
    }

    private static SocketPage.Closed closed(SocketPage page) {
        return page.closed().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Test
    void sendsOldAndNewMessagesUntilTheStreamIsClosed() {
        append(0, 5);
        SocketPage page = open("");
        await().atMost(PATIENCE).until(() -> page.numbers().size() == 5);
        append(5, 8);
        await().atMost(PATIENCE).until(() -> page.numbers().size() == 8);
        browser.call("close", "stream", stream);
        assertThat(closed(page)).isEqualTo(new SocketPage.Closed(1000, "completed"));
        assertThat(page.numbers()).isEqualTo(numbers(8));
        assertThat(page.frames())
                .startsWith("status\"CATCHING_UP\"", "data{}", "status\"LIVE\"")
                .endsWith("completed{}");
    }

    @Test
    void continuesFromThePositionOfTheBrowserHoweverOftenItIsDisconnected() {
        List<Integer> received = new ArrayList<>();
        String position = "";
        for (int connection = 1; connection <= 10; connection++) {
            append(3_000 * (connection - 1), 3_000 * connection);
            SocketPage page = open(position);
            int enough = connection * 1_000;
            await().atMost(PATIENCE).until(() -> page.numbers().size() >= enough % 2_500);
            page.cut();
            // No frame arrives between the two reads.
            synchronized (page) {
                received.addAll(page.numbers());
                position = page.position();
            }
        }
        browser.call("close", "stream", stream);
        SocketPage last = open(position);
        closed(last);
        received.addAll(last.numbers());
        assertThat(received).isEqualTo(numbers(30_000));
    }

    @Test
    void closesConnectionsWithoutASession() {
        SocketPage withoutSession = SocketPage.open(HttpClient.newHttpClient(), application, stream, "", null);
        assertThat(closed(withoutSession)).isEqualTo(new SocketPage.Closed(1008, "no session"));
        assertThat(withoutSession.frames()).isEmpty();
    }

    @Test
    void rejectsTheHandshakeOfAForeignPage() {
        for (String foreign : List.of("https://evil.example", "http://localhost:1", "null")) {
            assertThatThrownBy(() -> SocketPage.open(http, application, stream, "", foreign))
                    .as(foreign)
                    .hasCauseInstanceOf(WebSocketHandshakeException.class)
                    .satisfies(rejected -> assertThat(((WebSocketHandshakeException) rejected.getCause())
                                    .getResponse()
                                    .statusCode())
                            // Open Liberty responds with one of them, WildFly with the other.
                            .isIn(403, 404));
        }
    }

    @Test
    void acceptsTheHandshakeOfAPageOfTheApplication() {
        append(0, 1);
        SocketPage page =
                SocketPage.open(http, application, stream, "", "http://" + url.getHost() + ":" + url.getPort());
        await().atMost(PATIENCE).until(() -> page.numbers().size() == 1);
    }

    @Test
    void closesTheConnectionsOfASessionThatEnds() {
        HttpClient other =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        new Browser(application, other).call("look");
        SocketPage mine = open("");
        SocketPage mineToo = open("");
        SocketPage theirs = SocketPage.open(other, application, stream, "", null);
        append(0, 1);
        await().atMost(PATIENCE)
                .until(() -> List.of(mine, mineToo, theirs).stream()
                        .allMatch(page -> page.numbers().size() == 1));
        browser.call("invalidate");
        // WildFly may close the connection first, with the same code and without a reason.
        for (SocketPage page : List.of(mine, mineToo)) {
            assertThat(closed(page).code()).isEqualTo(1008);
            assertThat(closed(page).reason()).isIn("session ended", "");
        }
        append(1, 2);
        await().atMost(PATIENCE).until(() -> theirs.numbers().size() == 2);
        assertThat(mine.numbers()).hasSize(1);
    }

    @Test
    @DisabledIfSystemProperty(
            named = "arquillian.launch",
            matches = "payara",
            disabledReason = "Payara kept the connection open for more than a minute")
    void closesTheConnectionOfAClientThatDoesNotRead() {
        // Much more than the buffers at both ends of a connection hold.
        for (int from = 0; from < LONG; from += 50_000) {
            append(from, from + 50_000);
        }
        SocketPage page = SocketPage.openWithoutReading(http, application, stream);
        // Until the buffers are full and the send timeout has passed. The client can still read the reason.
        await().atMost(PATIENCE).pollDelay(ASLEEP).until(() -> true);
        page.readOn();
        assertThat(closed(page)).isEqualTo(new SocketPage.Closed(1013, "too slow"));
        assertThat(page.numbers())
                .hasSizeLessThan(LONG)
                .isEqualTo(numbers(page.numbers().size()));
    }

    @Test
    void reportsAnInvalidPositionOrStream() {
        SocketPage unknown = SocketPage.open(http, application, "sockets/missing stream", "", null);
        assertThat(closed(unknown)).isEqualTo(new SocketPage.Closed(1011, "failed"));
        assertThat(unknown.frames()).endsWith("failed404");
        SocketPage unsafe = SocketPage.open(http, application, "../control", "", null);
        assertThat(closed(unsafe)).isEqualTo(new SocketPage.Closed(1008, "refused"));
        assertThat(unsafe.frames()).containsExactly("failed400");
        assertThat(closed(open("&offset=a%2Fb")).code()).isEqualTo(1008);
        assertThat(closed(open("&skip=-1")).code()).isEqualTo(1008);
    }

    @Test
    @DisabledIfSystemProperty(
            named = "arquillian.launch",
            matches = "payara",
            disabledReason = "Payara closes the connections itself, with code 1000")
    void closesConnectionsWhenTheApplicationStops() {
        deployer.deploy("short");
        URI other = URI.create(application.toString().replace("sockets", "short"));
        HttpClient client =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        new Browser(other, client).call("create", "stream", stream);
        new Browser(other, client).call("look");
        new Browser(other, client).call("append", "stream", stream, "from", 0, "to", 1);
        SocketPage page = SocketPage.open(client, other, stream, "", null);
        await().atMost(PATIENCE).until(() -> page.numbers().size() == 1);
        deployer.undeploy("short");
        // The server ends either the application or its sessions first.
        assertThat(closed(page).code()).isIn(1001, 1008);
    }
}
