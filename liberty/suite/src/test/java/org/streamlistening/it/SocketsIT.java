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
import org.junit.jupiter.api.extension.ExtendWith;

/** Streams over WebSockets, on the real server. */
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
        // A session, of which the cookie is kept.
        browser.call("look");
        browser.call("create", "stream", stream);
    }

    private void append(int from, int to) {
        browser.call("append", "stream", stream, "from", from, "to", to);
    }

    private SocketPage open(String place) {
        return SocketPage.open(http, application, stream, place, null);
    }

    private static List<Integer> numbers(int to) {
        return IntStream.range(0, to).boxed().toList();
    }

    private static SocketPage.Closed closed(SocketPage page) {
        return page.closed().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Test
    void sendsWhatIsThereAndWhatComesUntilTheStreamIsClosed() {
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
        List<Integer> heard = new ArrayList<>();
        String place = "";
        for (int connection = 1; connection <= 10; connection++) {
            append(3_000 * (connection - 1), 3_000 * connection);
            SocketPage page = open(place);
            int enough = connection * 1_000;
            await().atMost(PATIENCE).until(() -> page.numbers().size() >= enough % 2_500);
            page.cut();
            // No frame is taken after the place was read.
            synchronized (page) {
                heard.addAll(page.numbers());
                place = page.place();
            }
        }
        browser.call("close", "stream", stream);
        SocketPage last = open(place);
        closed(last);
        heard.addAll(last.numbers());
        assertThat(heard).isEqualTo(numbers(30_000));
    }

    @Test
    void closesConnectionsWithoutASession() {
        SocketPage stranger = SocketPage.open(HttpClient.newHttpClient(), application, stream, "", null);
        assertThat(closed(stranger)).isEqualTo(new SocketPage.Closed(1008, "no session"));
        assertThat(stranger.frames()).isEmpty();
    }

    @Test
    void rejectsTheHandshakeOfAForeignPage() {
        for (String foreign : List.of("https://evil.example", "http://localhost:1", "null")) {
            assertThatThrownBy(() -> SocketPage.open(http, application, stream, "", foreign))
                    .as(foreign)
                    .hasCauseInstanceOf(WebSocketHandshakeException.class)
                    .satisfies(refused -> assertThat(((WebSocketHandshakeException) refused.getCause())
                                    .getResponse()
                                    .statusCode())
                            // The one is Open Liberty's way to refuse, the other WildFly's.
                            .isIn(403, 404));
        }
    }

    @Test
    void letsTheApplicationsOwnPageIn() {
        append(0, 1);
        SocketPage page =
                SocketPage.open(http, application, stream, "", "http://" + url.getHost() + ":" + url.getPort());
        await().atMost(PATIENCE).until(() -> page.numbers().size() == 1);
    }

    @Test
    void hangsUpWhenTheUserLogsOutAndOnlyOnThem() {
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
        // WildFly hangs up as well, with the same code and without a word; it is a race between the two.
        for (SocketPage page : List.of(mine, mineToo)) {
            assertThat(closed(page).code()).isEqualTo(1008);
            assertThat(closed(page).reason()).isIn("session ended", "");
        }
        append(1, 2);
        await().atMost(PATIENCE).until(() -> theirs.numbers().size() == 2);
        assertThat(mine.numbers()).hasSize(1);
    }

    @Test
    void hangsUpOnABrowserThatDoesNotTakeWhatItGets() {
        // Much more than the buffers of two ends of a connection take in.
        for (int from = 0; from < LONG; from += 50_000) {
            append(from, from + 50_000);
        }
        SocketPage page = SocketPage.openWithoutReading(http, application, stream);
        // Until its buffers are full, and then as long as one frame may take: it gets the reason if it wakes up soon.
        await().atMost(PATIENCE).pollDelay(ASLEEP).until(() -> true);
        page.readOn();
        assertThat(closed(page)).isEqualTo(new SocketPage.Closed(1013, "too slow"));
        assertThat(page.numbers())
                .hasSizeLessThan(LONG)
                .isEqualTo(numbers(page.numbers().size()));
    }

    @Test
    void saysWhatIsWrongWithAPlaceOrAStream() {
        SocketPage unknown = SocketPage.open(http, application, "sockets/nobody made this", "", null);
        assertThat(closed(unknown)).isEqualTo(new SocketPage.Closed(1011, "failed"));
        assertThat(unknown.frames()).endsWith("failed404");
        SocketPage unsafe = SocketPage.open(http, application, "../control", "", null);
        assertThat(closed(unsafe)).isEqualTo(new SocketPage.Closed(1008, "refused"));
        assertThat(unsafe.frames()).containsExactly("failed400");
        assertThat(closed(open("&offset=a%2Fb")).code()).isEqualTo(1008);
        assertThat(closed(open("&skip=-1")).code()).isEqualTo(1008);
    }

    @Test
    void hangsUpWhenTheApplicationStops() {
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
        // What comes first is the server's choice: the end of the application, or that of its sessions.
        assertThat(closed(page).code()).isIn(1001, 1008);
    }
}
