package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three streams and a consumer on one page, in a real browser. */
class DashboardIT {

    private static final String HOME = System.getProperty("sample.url", "http://localhost:9080/");

    private Chromium chromium;
    private SamplePage page;
    private DashboardPage board;

    @BeforeAll
    static void requireChromium() {
        Chromium.require();
    }

    @BeforeEach
    void startBrowser() {
        chromium = Chromium.start();
        page = new SamplePage(chromium, HOME);
        board = new DashboardPage(page);
    }

    @AfterEach
    void closeBrowser() {
        chromium.close();
    }

    @Test
    void showsThreeStreamsAndAConsumerAtWork() {
        board.open(HOME).feed();
        for (String name : new String[] {"orders", "payments", "visits", "ledger"}) {
            board.awaitStatus(name, "Live").awaitDelivered(name, 5);
            page.await("a rate of " + name, () -> !board.chart(name, "Rate").contains(": 0 messages/s now"));
        }
        board.screenshot("30-dashboard");
        assertThat(board.chart("visits", "Longest delay")).matches("Longest delay: [\\d,]+ ms now, .*");
        assertThat(board.chart("visits", "Lag")).matches("Lag: [\\d,]+ messages? now, .*");
        assertThat(board.delay("visits", "median")).isLessThanOrEqualTo(board.delay("visits", "percentile99"));
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void pausesAndResumesAListenerAndTheConsumerWithoutLoss() {
        board.open(HOME).feed();
        for (String name : new String[] {"visits", "ledger"}) {
            board.awaitDelivered(name, 5).press("pause-" + name).awaitStatus(name, "Paused");
            long before = board.delivered(name);
            page.await("a lag of " + name, () -> !board.chart(name, "Lag").contains("Lag: 0 messages now"));
            assertThat(board.delivered(name)).isEqualTo(before);
            board.press("resume-" + name).awaitStatus(name, "Live");
            page.await("no lag of " + name, () -> board.chart(name, "Lag").startsWith("Lag: 0 messages now"));
        }
    }

    @Test
    void fitsAPhoneInTheDark() {
        chromium.asPhone().prefers("dark");
        board.open(HOME).feed().awaitDelivered("orders", 20).screenshot("31-dashboard-phone");
        assertThat(page.number("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isZero();
    }
}
