package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page after its session has timed out. An open page does not keep the session alive. */
@ExtendWith(ArquillianExtension.class)
class SessionTimeOutPageIT {

    private static final String PROMPT = "What happens when my session times out?";

    @ArquillianResource
    private URL url;

    private Chromium chromium;

    @Deployment(testable = false)
    static WebArchive sample() {
        return ShrinkWrap.create(ZipImporter.class, "sample-time-out.war")
                .importFrom(new File(System.getProperty("sample.war")))
                .as(WebArchive.class)
                .addClass(SessionTimeOut.class);
    }

    @BeforeAll
    static void requireChromium() {
        Chromium.require();
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
    void startsANewSession() throws InterruptedException {
        SamplePage page = new SamplePage(chromium, url.toString());
        page.open().generate(PROMPT).awaitStatus("Complete");
        String session = session();
        String text = page.text();
        chromium.driver().executeAsyncScript("fetch('time-out').then(arguments[arguments.length - 1])");
        // There is no event to wait for: the session times out because it has no requests.
        Thread.sleep(Duration.ofSeconds(SessionTimeOut.SECONDS + 2).toMillis());
        page.find("replay").click();
        page.await("a new session", () -> !session().equals(session));
        page.await("the story of it", () -> page.textOf("story").contains("Joined from the beginning"));
        page.awaitStatus("Complete");
        assertThat(page.text()).isEqualTo(text);
    }

    private String session() {
        return chromium.driver().manage().getCookieNamed("JSESSIONID").getValue();
    }
}
