package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;

/** The sample as {@code liberty:run} starts it, in a real browser. */
class SamplePageIT {

    private static final String HOME = System.getProperty("sample.url", "http://localhost:9080/");
    private static final String PROMPT = "What happens if I lose the connection?";

    private static final long SCREEN = 844;
    private static final String END_OF_TEXT = "document.getElementById('end').getBoundingClientRect().bottom";

    private static final Duration LONG = Duration.ofMillis(1500);

    private final List<Chromium> browsers = new ArrayList<>();
    private Chromium chromium;
    private SamplePage page;

    @BeforeAll
    static void requireChromium() {
        Chromium.require();
    }

    @BeforeEach
    void startBrowser() {
        chromium = browser();
        page = new SamplePage(chromium, HOME);
    }

    /** Starts a further browser. This takes seconds, therefore call it before an answer begins. */
    private Chromium browser() {
        Chromium browser = Chromium.start();
        browsers.add(browser);
        return browser;
    }

    @AfterEach
    void closeBrowsers() {
        browsers.forEach(Chromium::close);
    }

    @Test
    void showsAnAnswerWordByWordUntilItIsComplete() {
        page.open().screenshot("01-before");
        page.generate(PROMPT).awaitTokens(60).screenshot("02-generating");
        assertThat(page.status()).isEqualTo("Live");
        assertThat(page.visibleButtons()).containsExactly("disconnect", "replay", "stop");
        assertThat(page.visibleSteps()).contains("Disconnect", "Stop");
        page.awaitStatus("Complete").screenshot("03-complete");
        assertThat(page.text()).isEqualTo(LocalText.whole());
        assertThat(page.textOf("missing")).isEqualTo("0");
        assertThat(page.visibleButtons()).containsExactly("replay", "regenerate", "edit");
        assertThat(page.visibleSteps())
                .containsExactly(
                        "Reload the page.", "Open the link in another browser.", "Regenerate", "End the session");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void continuesAfterADisconnectWithoutLoss() {
        SamplePage other = new SamplePage(browser(), HOME);
        page.open().generate(PROMPT).awaitTokens(50).press("disconnect").awaitStatus("Disconnected");
        int before = page.tokens();
        String offset = page.textOf("offset");
        String streamId = page.streamId();
        // The writer continues, as another session shows, while this one keeps its position.
        other.join(streamId).awaitTokens(before + 40);
        page.reload().screenshot("04-disconnected");
        assertThat(page.tokens()).isEqualTo(before);
        assertThat(page.textOf("offset")).isEqualTo(offset);
        page.unfold("details")
                .press("resume")
                .await("the note", () -> page.textOf("note").endsWith("caught up"));
        page.screenshot("05-resumed");
        assertThat(page.textOf("note"))
                .startsWith("Resumed, nothing lost: ")
                .satisfies(note -> assertThat(Integer.parseInt(note.replaceAll(".*: (\\d+) tokens.*", "$1")))
                        .isGreaterThanOrEqualTo(40));
        page.awaitStatus("Complete");
        other.awaitStatus("Complete");
        assertThat(page.text()).isEqualTo(LocalText.whole()).isEqualTo(other.text());
    }

    @Test
    void replaysFromTheBeginning() {
        page.open().generate(PROMPT).awaitTokens(40).press("replay");
        page.await("the replay", () -> page.textOf("story").contains("Replayed from the beginning"));
        page.awaitStatus("Complete").screenshot("06-replayed");
        assertThat(page.text()).isEqualTo(LocalText.whole());
        page.press("replay").awaitStatus("Complete");
        page.await("all of it again", () -> page.text().equals(LocalText.whole()));
    }

    @Test
    void keepsItsPositionWhenThePageIsReloaded() {
        page.open().generate(PROMPT).awaitTokens(30);
        page.reload().awaitTokens(31);
        assertThat(page.textOf("story")).doesNotContain("Joined");
        page.awaitStatus("Complete");
        assertThat(page.text()).isEqualTo(LocalText.whole());
    }

    @Test
    void letsTwoSessionsReadOneStreamAtTheirOwnPositions() {
        Chromium otherBrowser = browser();
        SamplePage other = new SamplePage(otherBrowser, HOME);
        page.open().generate(PROMPT).awaitTokens(40).press("disconnect").awaitStatus("Disconnected");
        int position = page.tokens();
        other.join(page.streamId()).awaitTokens(position + 30);
        assertThat(other.visibleButtons()).containsExactly("disconnect", "replay");
        other.screenshot("07-second-browser");
        page.reload();
        assertThat(page.tokens()).isEqualTo(position);
        other.awaitStatus("Complete");
        page.press("resume").awaitStatus("Complete");
        assertThat(page.text()).isEqualTo(other.text()).isEqualTo(LocalText.whole());
        assertThat(otherBrowser.complaints()).isEmpty();
    }

    @Test
    void endsTheAnswerForAllReadersWhenItsOwnerStopsIt() {
        SamplePage other = new SamplePage(browser(), HOME);
        page.open().generate(PROMPT).awaitTokens(30);
        other.join(page.streamId()).awaitTokens(30);
        page.press("stop").awaitStatus("Stopped").screenshot("08-stopped");
        other.awaitStatus("Stopped");
        assertThat(page.text()).isEqualTo(other.text());
        assertThat(LocalText.whole()).startsWith(page.text()).isNotEqualTo(page.text());
    }

    @Test
    void regeneratesAndEditsInAFork() {
        page.open().generate(PROMPT).awaitTokens(10);
        String first = page.streamId();
        page.press("stop").awaitStatus("Stopped").press("regenerate");
        page.await("another stream", () -> !page.streamId().equals(first)).awaitTokens(30);
        assertThat(page.textOf("asked")).isEqualTo(PROMPT);
        String second = page.streamId();
        page.press("stop").awaitStatus("Stopped").press("edit");
        assertThat(page.find("prompt").getDomProperty("value")).isEqualTo(PROMPT);
        page.find("prompt").sendKeys(" Really?");
        page.find("generate").click();
        page.await("another stream", () -> !page.streamId().equals(second)).awaitStatus("Complete");
        page.screenshot("22-edited");
        assertThat(page.textOf("asked")).isEqualTo(PROMPT + " Really?");
        assertThat(page.text()).isEqualTo(LocalText.whole());
        // The sources are unchanged.
        page.join(first).awaitStatus("Stopped");
        assertThat(page.textOf("asked")).isEqualTo(PROMPT);
    }

    @Test
    void reportsThatAStreamIsUnknown() {
        page.join("answers/unknown").awaitStatus("Failed").screenshot("09-unknown-stream");
        assertThat(page.textOf("problem")).startsWith("There is no stream “answers/unknown”.");
        assertThat(page.textOf("announcement")).contains("There is no stream");
        assertThat(page.visibleButtons()).isEmpty();
        assertThat(page.find("share").isDisplayed()).isFalse();
        assertThat(page.visibleSteps()).containsExactly("Reload the page.", "End the session");
        page.generate(PROMPT).awaitTokens(5);
        assertThat(page.textOf("problem")).isEmpty();
        assertThat(page.find("share").isDisplayed()).isTrue();
    }

    @Test
    void rejectsAnInvalidId() {
        page.join("../control").screenshot("10-unsafe-id");
        assertThat(page.textOf("problem")).startsWith("“../control” cannot be the id of a stream: ");
        assertThat(page.status()).isEqualTo("Ready");
    }

    @Test
    void asksForAPromptBesideItsField() {
        page.open().find("generate").click();
        page.await("the message", () -> page.shows("promptError"));
        assertThat(page.textOf("promptError")).isEqualTo("Type a prompt first.");
        assertThat(page.find("promptError").getDomAttribute("role")).isEqualTo("alert");
        assertThat(page.find("prompt").getDomAttribute("aria-invalid")).isEqualTo("true");
        assertThat(focused()).isEqualTo("prompt");
        page.screenshot("28-no-prompt");
        keys("  ", Keys.ENTER);
        assertThat(page.textOf("promptError")).isEqualTo("Type a prompt first.");
        // The server says the same.
        chromium.driver().executeScript("""
                window.before = true;
                document.getElementById("prompt").value = "";
                document.getElementById("ask").submit();
                """);
        page.await(
                "the message of the server",
                () -> page.number("window.before ? 0 : 1") == 1
                        && page.textOf("promptError").equals("Type a prompt first."));
        page.await("the focus", () -> focused().equals("prompt"));
        keys("Why?");
        assertThat(page.textOf("promptError")).isEmpty();
        keys(Keys.ENTER);
        page.awaitTokens(5);
    }

    @Test
    void showsMarkupInAPromptAsText() {
        String prompt = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>";
        page.open().generate(prompt).awaitStatus("Complete");
        assertThat(page.textOf("asked")).isEqualTo(prompt);
        assertThat(page.text()).isEqualTo(LocalText.whole());
        assertThat(chromium.driver().getTitle()).isEqualTo("Token streaming that survives");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void worksWithTheKeyboardAlone() {
        page.open();
        keys(Keys.TAB);
        assertThat(focused()).isEqualTo("Skip to the answer");
        // After the two pages.
        keys(Keys.TAB, Keys.TAB, Keys.TAB);
        assertThat(focused()).isEqualTo("prompt");
        keys(PROMPT, Keys.ENTER);
        page.awaitTokens(30);
        keys(Keys.TAB, Keys.TAB, Keys.TAB, Keys.TAB, Keys.TAB);
        assertThat(focused()).isEqualTo("disconnect");
        keys(Keys.ENTER);
        page.awaitStatus("Disconnected");
        page.await("the focus on Resume", () -> focused().equals("resume"));
        page.await("the announcement", () -> page.textOf("announcement").startsWith("Disconnected"));
        page.screenshot("11-keyboard");
        keys(Keys.ENTER);
        page.awaitStatus("Complete");
        assertThat(page.text()).isEqualTo(LocalText.whole());
    }

    private void keys(CharSequence... keys) {
        chromium.driver().switchTo().activeElement().sendKeys(keys);
    }

    private String focused() {
        return (String) chromium.driver()
                .executeScript("return document.activeElement.id || document.activeElement.textContent");
    }

    @Test
    void fitsAPhone() {
        chromium.asPhone();
        page.open().screenshot("12-phone-before");
        page.generate(PROMPT).awaitTokens(60).press("disconnect").awaitStatus("Disconnected");
        page.screenshot("13-phone");
        assertThat(page.number("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isZero();
    }

    @Test
    void followsTheAnswerOnAPhoneUntilItsReaderScrollsAway() {
        chromium.asPhone();
        page.open().generate(PROMPT).awaitTokens(3);
        assertThat(page.find("prompt").isDisplayed()).isFalse();
        assertThat(page.number(END_OF_TEXT)).isBetween(0L, SCREEN);
        page.awaitTokens(200).screen("13-phone-following");
        assertThat(page.number("scrollY")).isPositive();
        assertThat(page.number(END_OF_TEXT)).isBetween(0L, SCREEN);
        assertThat(page.find("disconnect").isDisplayed()).isTrue();
        chromium.driver().executeScript("scrollTo(0, 0)");
        page.awaitStatus("Complete");
        assertThat(page.number("scrollY")).isZero();
        assertThat(page.number(END_OF_TEXT)).isGreaterThan(SCREEN);
    }

    @Test
    void forgetsTheEffectOfAButtonAfterAWhile() {
        page.open().generate(PROMPT).awaitTokens(20).press("disconnect").awaitStatus("Disconnected");
        assertThat(page.shows("note")).isTrue();
        page.press("resume").await("the note", () -> page.textOf("note").endsWith("caught up"));
        page.await("no note", () -> !page.shows("note"));
    }

    @Test
    void asksBeforeItEndsTheSession() {
        page.open().generate(PROMPT).awaitTokens(20).pressBelow("endSession").screen("21-dialog");
        assertThat(focused()).isEqualTo("keepSession");
        keys(Keys.ESCAPE);
        page.awaitStatus("Complete");
        assertThat(page.find("confirmEnd").isDisplayed()).isFalse();
    }

    @Test
    void isReadableInTheDark() {
        chromium.prefers("dark");
        page.open().generate(PROMPT).awaitTokens(60).screenshot("14-dark");
        page.press("disconnect").awaitStatus("Disconnected");
        page.press("resume").awaitStatus("Complete").screenshot("15-dark-resumed");
        chromium.asPhone();
        page.screenshot("16-dark-phone");
    }

    @Test
    void joinsAgainWhenItsSessionIsGone() {
        page.open().generate(PROMPT).awaitTokens(20);
        chromium.driver().manage().deleteAllCookies();
        page.await("a new session", () -> page.textOf("story").contains("Joined from the beginning"));
        page.awaitStatus("Complete");
        assertThat(page.text()).isEqualTo(LocalText.whole());
    }

    @Test
    void joinsAgainWhenItsViewIsContinuedInANewSession() {
        page.open().generate(PROMPT).awaitStatus("Complete");
        String streamId = page.streamId();
        chromium.driver().manage().deleteAllCookies();
        // What the server does, now and then, with a request during which the session ends.
        chromium.driver().executeAsyncScript("""
                const done = arguments[0];
                fetch("/").then((response) => response.text()).then((text) => {
                  const name = "[name='jakarta.faces.ViewState']";
                  const view = new DOMParser().parseFromString(text, "text/html").querySelector(name).value;
                  document.querySelectorAll(name).forEach((field) => { field.value = view; });
                  sample.changed();
                  done();
                });
                """);
        page.await("a new session", () -> page.textOf("story").contains("Joined from the beginning"));
        page.awaitStatus("Complete");
        assertThat(page.streamId()).isEqualTo(streamId);
        assertThat(page.text()).isEqualTo(LocalText.whole());
    }

    @Test
    void isEmptyAfterALogOut() {
        page.open().generate(PROMPT).awaitTokens(20).pressBelow("endSession").press("confirmEnd");
        page.await("an empty page", () -> page.streamId().isEmpty());
        assertThat(chromium.driver().getCurrentUrl()).isEqualTo(HOME);
        assertThat(page.visibleButtons()).isEmpty();
    }

    @Test
    void continuesInAnotherTabAfterALogOut() {
        page.open().generate(PROMPT).awaitTokens(20);
        String first = chromium.driver().getWindowHandle();
        String streamId = page.streamId();
        chromium.driver().switchTo().newWindow(WindowType.TAB);
        page.join(streamId).awaitTokens(30);
        // The socket of the page closes long before the next page loads.
        chromium.delayResponses(LONG);
        page.pressBelow("endSession").press("confirmEnd");
        // The content of that page depends on the other tab, which may have started a new session already.
        page.await(
                "the page after a log-out", () -> HOME.equals(chromium.driver().getCurrentUrl()));
        chromium.driver().switchTo().window(first);
        page.await("a new session", () -> page.textOf("story").contains("Joined from the beginning"));
        page.awaitStatus("Complete");
        assertThat(page.streamId()).isEqualTo(streamId);
        assertThat(page.text()).isEqualTo(LocalText.whole());
    }

    @Test
    void keepsTwoTabsOfOneSessionUpToDate() {
        page.open().generate(PROMPT);
        String first = chromium.driver().getWindowHandle();
        String streamId = page.streamId();
        chromium.driver().switchTo().newWindow(WindowType.TAB);
        page.join(streamId).awaitStatus("Complete");
        assertThat(page.text()).isEqualTo(LocalText.whole());
        chromium.driver().switchTo().window(first);
        page.awaitStatus("Complete");
        assertThat(page.text()).isEqualTo(LocalText.whole());
        // After hundreds of updates of another tab, the view of this one is still known.
        page.generate("Again?").awaitTokens(5);
        assertThat(page.streamId()).isNotEqualTo(streamId);
    }
}
