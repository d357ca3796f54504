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

    /** Lets the sample write, unless it does. */
    DashboardPage feed() {
        page.await("a button", () -> page.find("startFeed").isDisplayed() != page.find("stopFeed").isDisplayed());
        if (page.find("startFeed").isDisplayed()) {
            page.find("startFeed").click();
        }
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
