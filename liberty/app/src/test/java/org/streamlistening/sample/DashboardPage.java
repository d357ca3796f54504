package org.streamlistening.sample;

/** The dashboard as its user sees it. */
final class DashboardPage {

    private final SamplePage page;

    DashboardPage(SamplePage page) {
        this.page = page;
    }

    DashboardPage open(String home) {
        page.driver().get(home + "dashboard.xhtml");
        page.await("the dashboard", () -> !status("ledger").isEmpty());
        return this;
    }

    /** Lets the sample write for a whole minute from now on: a run of another test can end at any moment. */
    DashboardPage feed() {
        // Also if that run ends right now, and the button disappears.
        page.driver().executeScript("document.getElementById('stopFeed').click()");
        page.await("no feed", () -> page.find("startFeed").isDisplayed());
        page.pressBelow("startFeed");
        page.await("the feed", () -> page.find("stopFeed").isDisplayed());
        return this;
    }

    DashboardPage press(String button) {
        page.pressBelow(button);
        return this;
    }

    String status(String name) {
        return page.textOf("status-" + name);
    }

    long delivered(String name) {
        String text = page.textOf("delivered-" + name);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    /** What the chart of this name says to a screen reader. */
    String chart(String name, String chart) {
        Object label = page.driver()
                .executeScript(
                        "return document.querySelector(`#tile-${arguments[0]} svg[aria-label^='${arguments[1]}']`)"
                                + "?.getAttribute('aria-label')",
                        name,
                        chart);
        return String.valueOf(label);
    }

    /** A figure of the delays of the last minute, in milliseconds. */
    int delay(String name, String figure) {
        return Integer.parseInt(page.textOf(figure + "-" + name).replaceAll("\\D", ""));
    }

    DashboardPage awaitStatus(String name, String status) {
        page.await(name + " " + status, () -> status(name).equals(status));
        return this;
    }

    DashboardPage awaitDelivered(String name, long atLeast) {
        page.await(atLeast + " of " + name, () -> delivered(name) >= atLeast);
        return this;
    }

    DashboardPage screenshot(String name) {
        page.screenshot(name);
        return this;
    }
}
