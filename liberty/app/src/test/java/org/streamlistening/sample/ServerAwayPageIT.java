package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
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
    void readsTheMissedStateWhenItsOwnServerIsBack() {
        SamplePage page = new SamplePage(chromium, "http://localhost:" + PAGES.port() + "/sample-away/");
        page.open().generate(PROMPT).awaitTokens(40);
        PAGES.cut();
        page.await("the notice", () -> page.textOf("pageTrouble").startsWith("This page cannot reach its server."));
        page.screenshot("19-page-server-away");
        PAGES.mend();
        page.awaitStatus("Complete");
        page.await("no notice", () -> page.textOf("pageTrouble").isEmpty());
        assertThat(page.text()).isEqualTo(LocalText.whole());
    }
}
