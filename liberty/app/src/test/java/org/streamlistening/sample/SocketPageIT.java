package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The second page of the sample: the same answer over a WebSocket, in a real browser. */
class SocketPageIT {

    private static final String HOME = System.getProperty("sample.url", "http://localhost:9080/");
    private static final String PROMPT = "What happens if I lose the socket?";

    private Chromium chromium;
    private SamplePage page;

    @BeforeAll
    static void requireChromium() {
        Chromium.require();
    }

    @BeforeEach
    void startBrowser() {
        chromium = Chromium.start();
        page = new SamplePage(chromium, HOME);
    }

    @AfterEach
    void closeBrowser() {
        chromium.close();
    }

    /** Starts an answer on the first page, and follows the link. */
    private void open() {
        page.open().generate(PROMPT);
        page.pressBelow("socket");
        page.awaitTokens(1);
    }

    @Test
    void continuesAfterTheLastWordHoweverOftenItIsDisconnected() {
        open();
        for (int cut = 1; cut <= 4; cut++) {
            int before = page.tokens();
            page.awaitTokens(before + 20).press("cut");
            int times = cut;
            page.await("the note", () -> page.textOf("note").contains("came back, nothing lost"));
            page.await("the count", () -> page.textOf("cuts").equals(String.valueOf(times)));
        }
        page.screenshot("17-socket");
        page.awaitStatus("Complete");
        assertThat(page.text()).isEqualTo(LocalText.whole());
        assertThat(page.textOf("missing")).isEqualTo("0");
        assertThat(page.textOf("offset")).matches("\\d+_\\d+");
        assertThat(page.find("cut").isDisplayed()).isFalse();
        assertThat(page.visibleSteps()).doesNotContain("Cut the socket");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void startsFromTheBeginningWhenItIsReloaded() {
        open();
        page.awaitTokens(40).reload().awaitStatus("Complete");
        assertThat(page.text()).isEqualTo(LocalText.whole());
    }

    @Test
    void reportsThatItsSessionEnded() {
        open();
        // The answer itself does not end: other sessions can read it.
        chromium.driver().manage().deleteAllCookies();
        page.press("cut");
        page.awaitStatus("Ended");
        assertThat(page.textOf("problem")).startsWith("The session of this page ended.");
    }

    @Test
    void reportsThatAStreamIsUnknown() {
        chromium.driver().get(HOME + "socket.xhtml?stream=answers/unknown");
        page.awaitStatus("Failed");
        assertThat(page.textOf("problem")).startsWith("There is no stream “answers/unknown”.");
    }

    @Test
    void showsANoteWithoutAStream() {
        chromium.driver().get(HOME + "socket.xhtml");
        assertThat(page.text()).isEqualTo("There is no answer to show yet.");
        assertThat(page.status()).isEqualTo("Ready");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void isUsedWithTheKeyboardOnAPhone() {
        chromium.asPhone();
        open();
        chromium.driver().switchTo().activeElement().sendKeys(Keys.TAB);
        chromium.driver().switchTo().activeElement().sendKeys(Keys.TAB);
        assertThat(chromium.driver().executeScript("return document.activeElement.id"))
                .isEqualTo("cut");
        page.awaitTokens(60);
        chromium.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
        page.await("the note", () -> page.textOf("note").contains("came back, nothing lost"));
        page.screenshot("18-socket-phone");
        Object overflow = chromium.driver()
                .executeScript("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(overflow).isEqualTo(0L);
        page.awaitStatus("Complete");
        assertThat(chromium.driver().executeScript("return document.activeElement.id"))
                .isEqualTo("reading");
        assertThat(page.text()).isEqualTo(LocalText.whole());
    }
}
