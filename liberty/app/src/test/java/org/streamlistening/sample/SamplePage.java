package org.streamlistening.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The page as its user sees it. A script reads each text in one step, since the page replaces its elements up to twenty
 * times a second.
 */
final class SamplePage {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path SCREENSHOTS = Path.of(System.getProperty("screenshots", "target/screenshots"));

    private final ChromeDriver driver;
    private final String home;

    SamplePage(Chromium chromium, String home) {
        this.driver = chromium.driver();
        this.home = home;
    }

    SamplePage open() {
        return get(home);
    }

    /**
     * Waits for the page itself: in a new browser, chromedriver sometimes returns when the initial empty page has
     * loaded.
     */
    private SamplePage get(String address) {
        driver.get(address);
        return await(
                "the page at " + address,
                () -> !driver.findElements(By.id("prompt")).isEmpty());
    }

    SamplePage join(String streamId) {
        return get(home + "?stream=" + URLEncoder.encode(streamId, StandardCharsets.UTF_8));
    }

    SamplePage generate(String prompt) {
        unfold("fold");
        find("prompt").sendKeys(prompt);
        find("generate").click();
        await("the stream of a new answer", () -> !streamId().isEmpty());
        return this;
    }

    SamplePage press(String button) {
        await("the button " + button, () -> find(button).isDisplayed());
        find(button).click();
        return this;
    }

    /** Presses a button below the text by the keyboard: a click would miss it while the text grows. */
    SamplePage pressBelow(String button) {
        await("the button " + button, () -> find(button).isDisplayed());
        find(button).sendKeys(Keys.ENTER);
        return this;
    }

    SamplePage reload() {
        driver.navigate().refresh();
        return this;
    }

    /** Opens a part of the page that is folded. */
    SamplePage unfold(String details) {
        driver.executeScript("document.getElementById(arguments[0]).open = true", details);
        return this;
    }

    WebElement find(String id) {
        return driver.findElement(By.id(id));
    }

    String text() {
        return textOf("text");
    }

    int tokens() {
        String tokens = textOf("tokens");
        return tokens.isEmpty() ? 0 : Integer.parseInt(tokens);
    }

    String status() {
        return textOf("statusWord");
    }

    String streamId() {
        return textOf("streamId");
    }

    String textOf(String id) {
        Object text = driver.executeScript("return document.getElementById(arguments[0])?.textContent ?? ''", id);
        return Objects.toString(text, "");
    }

    /** Whether an element is visible, in one step. */
    boolean shows(String id) {
        return Boolean.TRUE.equals(
                driver.executeScript("return Boolean(document.getElementById(arguments[0])?.checkVisibility())", id));
    }

    /** Whether a button says that it is disabled. It keeps the focus. */
    boolean isDisabled(String button) {
        return "true".equals(find(button).getDomAttribute("aria-disabled"));
    }

    List<String> visibleButtons() {
        return driver.findElements(By.cssSelector(".buttons .button")).stream()
                .filter(WebElement::isDisplayed)
                .map(button -> button.getDomAttribute("id"))
                .toList();
    }

    /** The first words of what the page suggests to try. */
    List<String> visibleSteps() {
        return driver.findElements(By.cssSelector(".steps li strong:first-child")).stream()
                .filter(WebElement::isDisplayed)
                .map(WebElement::getText)
                .toList();
    }

    ChromeDriver driver() {
        return driver;
    }

    long number(String script) {
        return ((Number) Objects.requireNonNull(driver.executeScript("return Math.round(" + script + ")"))).longValue();
    }

    SamplePage awaitStatus(String label) {
        return await("the status " + label, () -> status().equals(label));
    }

    SamplePage awaitTokens(int atLeast) {
        return await(atLeast + " tokens", () -> tokens() >= atLeast);
    }

    SamplePage await(String what, BooleanSupplier condition) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                .withMessage(() -> what + "; the page says: " + textOf("pageTrouble") + textOf("live") + textOf("body")
                        + textOf("story"))
                .until(page -> condition.getAsBoolean());
        return this;
    }

    /** Saves a screenshot of the whole page, including the parts outside of the window. */
    SamplePage screenshot(String name) {
        return save(name, true);
    }

    /** Saves a screenshot of what the window shows. */
    SamplePage screen(String name) {
        return save(name, false);
    }

    private SamplePage save(String name, boolean all) {
        // In a picture of the whole page, the bar that sticks to the top of the window would cover the middle.
        bar(all ? "static" : "");
        try {
            Files.createDirectories(SCREENSHOTS);
            Object image = driver.executeCdpCommand(
                            "Page.captureScreenshot", Map.of("captureBeyondViewport", all, "format", "png"))
                    .get("data");
            Files.write(SCREENSHOTS.resolve(name + ".png"), OutputType.BYTES.convertFromBase64Png((String) image));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bar("");
        return this;
    }

    private void bar(String position) {
        driver.executeScript(
                "const bar = document.querySelector('.bar'); if (bar) bar.style.position = arguments[0];", position);
    }
}
