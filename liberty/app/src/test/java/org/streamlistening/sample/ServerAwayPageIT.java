package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.support.TcpProxy;

/** The page while the stream server or its own server is away. Its context root is not "/". */
@ExtendWith(ArquillianExtension.class)
class ServerAwayPageIT {

    private static final String PROMPT = "What if the server goes away?";
    private static final int PORT = Integer.getInteger("it.http.port");
    private static final String URL = "http://localhost:" + PORT + "/sample-away/";
    private static final TcpProxy STREAMS = new TcpProxy(PORT);
    private static final TcpProxy PAGES = new TcpProxy(PORT);

    private Chromium chromium;

    @Deployment(name = "far", order = 1, testable = false)
    static WebArchive server() {
        return sample("sample-far.war", """
                durable-streams.embedded.enabled=true
                durable-streams.embedded.access=all
                """);
    }

    @Deployment(name = "away", order = 2, testable = false)
    static WebArchive sample() {
        return sample("sample-away.war", """
                durable-streams.url=http://localhost:%d/sample-far/streams
                durable-streams.retry.max-delay=1s
                """.formatted(STREAMS.port()));
    }

    /** The sample as it was packaged, with another configuration. */
    private static WebArchive sample(String name, String configuration) {
        String inWar = "/WEB-INF/classes/META-INF/microprofile-config.properties";
        WebArchive sample = ShrinkWrap.create(ZipImporter.class, name)
                .importFrom(new File(System.getProperty("sample.war")))
                .as(WebArchive.class);
        sample.delete(inWar);
        // The other application writes over HTTP, which this bean would reject.
        sample.delete("/WEB-INF/classes/org/streamlistening/sample/AnswerAccess.class");
        return sample.add(new StringAsset(configuration), inWar);
    }

    @BeforeAll
    static void requireChromium() {
        Chromium.require();
    }

    @AfterAll
    static void closeProxies() {
        STREAMS.close();
        PAGES.close();
    }

    @BeforeEach
    void startBrowser() {
        chromium = Chromium.start();
    }

    @AfterEach
    void closeBrowser() {
        chromium.close();
    }

    @Test
    void reportsThatTheStreamServerIsAwayAndContinuesWhenItIsBack() {
        SamplePage page = new SamplePage(chromium, URL);
        page.open().generate(PROMPT).awaitTokens(40);
        STREAMS.cut();
        page.awaitStatus("Trying again").screenshot("17-server-away");
        assertThat(page.textOf("problem")).startsWith("The stream server does not answer.");
        STREAMS.mend();
        page.awaitStatus("Complete").screenshot("18-server-back");
        assertThat(page.text()).isEqualTo(LocalText.whole());
        assertThat(page.textOf("missing")).isEqualTo("0");
        assertThat(page.textOf("problem")).isEmpty();
        assertThat(page.textOf("story"))
                .contains("Connection lost, trying again")
                .contains("Connected again");
    }

    @Test
    void reportsWhyThereIsNoAnswerWhenTheStreamServerIsAway() {
        SamplePage page = new SamplePage(chromium, URL).open();
        STREAMS.cut();
        page.find("prompt").sendKeys(PROMPT);
        page.find("generate").click();
        page.await("the reason", () -> page.textOf("failures").startsWith("The stream server does not answer"));
        page.screenshot("20-nowhere-to-write");
        STREAMS.mend();
        page.find("generate").click();
        page.awaitTokens(5);
    }

    @Test
    void showsThatALongCatchUpMovesOn() throws IOException, InterruptedException {
        String id = "answers/long";
        int appends = 10;
        int tokens = 15_000;
        for (int append = 0; append < appends; append++) {
            int first = append * tokens;
            String messages = IntStream.rangeClosed(first + 1, first + tokens)
                    .mapToObj(number -> "{\"type\":\"delta\",\"number\":" + number + ",\"text\":\"word \"}")
                    .collect(Collectors.joining(",", "[", append == appends - 1 ? ",{\"type\":\"done\"}]" : "]"));
            send(append == 0 ? "PUT" : "POST", id, messages);
        }
        SamplePage page = new SamplePage(chromium, URL);
        page.join(id).await("the bar", () -> page.find("catchUp").isDisplayed());
        page.screen("24-catching-up");
        page.await("all tokens", () -> page.tokens() == appends * tokens);
        page.await("no bar", () -> !page.find("catchUp").isDisplayed());
    }

    @Test
    void showsTheEndOfAnAnswerWhoseWriterDied() throws IOException, InterruptedException {
        String id = "answers/dead";
        // What another server writes when the server of the writer was silent for too long.
        send("PUT", id, """
                [{"type":"started"},{"type":"prompt","text":"Why?"},{"type":"delta","number":1,"text":"Because "},
                {"type":"failed","reason":"The answer was interrupted."}]""");
        send("POST", id, "");
        SamplePage page = new SamplePage(chromium, URL);
        page.join(id).awaitStatus("Failed").screenshot("25-writer-died");
        assertThat(page.textOf("problem")).isEqualTo("The answer was interrupted.");
        assertThat(page.text()).isEqualTo("Because ");
        page.press("regenerate").awaitStatus("Complete");
        assertThat(page.text()).isEqualTo(LocalText.whole());
        assertThat(page.textOf("asked")).isEqualTo("Why?");
    }

    /** Writes to the stream server; without a body, closes the stream. */
    private static void send(String method, String id, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + PORT + "/sample-far/streams/" + id))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body));
        if (body.isEmpty()) {
            request.header("Stream-Closed", "true");
        }
        var response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    }

    @Test
    void readsTheMissedStateWhenItsOwnServerIsBack() {
        SamplePage page = new SamplePage(chromium, "http://localhost:" + PAGES.port() + "/sample-away/");
        page.open().generate(PROMPT).awaitTokens(40);
        PAGES.cut();
        page.awaitStatus("Unknown").screenshot("19-page-server-away");
        assertThat(page.textOf("pageTrouble")).startsWith("This page cannot reach its server");
        assertThat(page.textOf("announcement")).startsWith("Unknown");
        assertThat(page.isDisabled("disconnect")).isTrue();
        assertThat(page.isDisabled("generate")).isTrue();
        // They do nothing, and the page stays.
        page.unfold("fold").find("prompt").sendKeys("Again?");
        page.find("generate").click();
        page.press("disconnect");
        assertThat(page.status()).isEqualTo("Unknown");
        chromium.asPhone();
        page.screenshot("19-page-server-away-phone");
        PAGES.mend();
        page.awaitStatus("Complete");
        page.await("no notice", () -> page.textOf("pageTrouble").isEmpty());
        assertThat(page.text()).isEqualTo(LocalText.whole());
        page.press("replay").await("the replay", () -> page.textOf("story").contains("Replayed from the beginning"));
        assertThat(page.isDisabled("generate")).isFalse();
    }

    @Test
    void showsNoStatusOnTheDashboardWhileItsOwnServerIsAway() {
        SamplePage page = new SamplePage(chromium, "http://localhost:" + PAGES.port() + "/sample-away/");
        DashboardPage board = new DashboardPage(page);
        board.open("http://localhost:" + PAGES.port() + "/sample-away/").awaitStatus("orders", "Live");
        PAGES.cut();
        board.awaitStatus("orders", "Unknown").awaitStatus("ledger", "Unknown").screenshot("32-dashboard-away");
        assertThat(page.isDisabled("pause-orders")).isTrue();
        assertThat(page.textOf("pageTrouble")).startsWith("This page cannot reach its server");
        PAGES.mend();
        board.awaitStatus("orders", "Live");
        page.await("no notice", () -> page.textOf("pageTrouble").isEmpty());
        assertThat(page.isDisabled("pause-orders")).isFalse();
    }
}
