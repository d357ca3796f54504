package org.streamlistening.sample;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All pages of the sample in their main states, checked by an accessibility engine, on a screen and on a phone. */
class AccessibilityIT {

    private static final String HOME = System.getProperty("sample.url", "http://localhost:9080/");
    private static final String PROMPT = "Can everybody read this?";

    private static Axe axe;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        Chromium.require();
        axe = Axe.install();
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "1280, dark", "390, light", "390, dark"})
    void findsNoViolation(int width, String scheme) {
        try (Chromium chromium = Chromium.start()) {
            chromium.prefers(scheme);
            if (width < 1280) {
                chromium.asPhone();
            }
            SamplePage page = new SamplePage(chromium, HOME);
            String on = " at " + width + " in " + scheme;
            answer(chromium, page, on);
            socket(chromium, page, on);
            dashboard(chromium, page, on);
            chromium.driver().get(HOME + "nowhere.xhtml");
            axe.check(chromium.driver(), "error page" + on);
        }
    }

    private static void answer(Chromium chromium, SamplePage page, String on) {
        axe.check(page.open().driver(), "empty" + on);
        page.generate(PROMPT).awaitTokens(20);
        axe.check(chromium.driver(), "running" + on);
        page.press("disconnect").awaitStatus("Disconnected");
        axe.check(chromium.driver(), "disconnected" + on);
        page.unfold("details").unfold("fold");
        axe.check(chromium.driver(), "unfolded" + on);
        page.pressBelow("endSession");
        axe.check(chromium.driver(), "dialog" + on);
        page.press("keepSession").press("stop").press("resume").awaitStatus("Stopped");
        axe.check(chromium.driver(), "stopped" + on);
        page.press("regenerate").awaitStatus("Complete");
        axe.check(chromium.driver(), "done" + on);
    }

    private static void socket(Chromium chromium, SamplePage page, String on) {
        page.pressBelow("socket");
        page.awaitStatus("Complete");
        axe.check(chromium.driver(), "socket" + on);
        chromium.driver().get(HOME + "socket.xhtml?stream=answers/unknown");
        page.awaitStatus("Failed");
        axe.check(chromium.driver(), "socket failed" + on);
        page.join("answers/unknown").awaitStatus("Failed");
        axe.check(chromium.driver(), "failed" + on);
    }

    private static void dashboard(Chromium chromium, SamplePage page, String on) {
        DashboardPage board = new DashboardPage(page).open(HOME);
        axe.check(chromium.driver(), "dashboard" + on);
        board.feed().awaitDelivered("visits", 10).screenshot("dashboard" + on);
        axe.check(chromium.driver(), "dashboard running" + on);
    }
}
