package org.hpcdaemon.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.hpcdaemon.testkit.Installed;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window, as a person uses it: they look for a text, wait until it is there, click and type. */
final class Browser implements AutoCloseable {
    private static final int WIDE = 1200;
    private static final int HEIGHT = 900;

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** One with an empty profile below that folder. Skips the test where there is none. */
    static Browser start(Path folder) {
        assumeTrue(
                Installed.missing("chromium", "chromedriver").isEmpty(), Installed.missing("chromium", "chromedriver"));
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium"));
        options.addArguments(
                "--headless=new",
                "--user-data-dir=" + folder.resolve("profile"),
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--ignore-certificate-errors", // Those are of the test's own authority.
                "--force-device-scale-factor=1");
        // As root, and in a chroot, Chromium's own sandbox cannot be made.
        options.addArguments("--no-sandbox");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable("browser", Level.WARNING);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(program("chromedriver")))
                .usingAnyFreePort()
                .withEnvironment(Map.of("HOME", folder.toString(), "PATH", Installed.PATH))
                .withLogOutput(OutputStream.nullOutputStream())
                .build();
        Browser browser = new Browser(new ChromeDriver(service, options));
        browser.driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(1));
        browser.size(WIDE, HEIGHT);
        return browser;
    }

    private static String program(String name) {
        return Stream.of(Installed.PATH.split(":"))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .map(File::getPath)
                .findFirst()
                .orElseThrow();
    }

    ChromeDriver driver() {
        return driver;
    }

    /** The inside of the window, in pixels; the driver itself makes no window as narrow as a phone. */
    void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(Math.max(width, 500), height));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void wide() {
        size(WIDE, HEIGHT);
    }

    void colours(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void open(String url) {
        driver.get(url);
    }

    /** Goes to a place of the page, behind the {@code #}. */
    void go(String place) {
        driver.executeScript("location.hash = arguments[0]", place);
    }

    /** Waits until it is there and is seen. */
    WebElement find(By by) {
        try {
            return Objects.requireNonNull(await().until(
                            () -> driver.findElements(by).stream()
                                    .filter(Browser::isSeen)
                                    .findFirst()
                                    .orElse(null),
                            Objects::nonNull));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("never came: " + by + "; the page says:\n" + text(), e);
        }
    }

    private static boolean isSeen(WebElement element) {
        try {
            return element.isDisplayed();
        } catch (StaleElementReferenceException e) {
            return false;
        }
    }

    /** A button or a link of that text. */
    static By act(String text) {
        return By.xpath("//*[self::button or self::a or self::summary][normalize-space()='" + text + "']");
    }

    /** Clicks it; found again while the page changes under it. */
    void click(By by) {
        find(by);
        await().ignoreExceptionsInstanceOf(WebDriverException.class).until(() -> {
            driver.findElement(by).click();
            return true;
        });
    }

    void awaitText(String text) {
        await().untilAsserted(() -> assertThat(text()).contains(text));
    }

    void awaitNoText(String text) {
        await().untilAsserted(() -> assertThat(text()).doesNotContain(text));
    }

    /** What a person reads. */
    String text() {
        try {
            return driver.findElement(By.tagName("body")).getText();
        } catch (StaleElementReferenceException | NoSuchElementException e) {
            return "";
        }
    }

    /** What the terminal's screen shows. */
    String screen() {
        return String.valueOf(
                driver.executeScript(
                        "return [...document.querySelectorAll('.xterm-rows > div')].map((row) => row.textContent).join('\\n')"));
    }

    void awaitScreen(String pattern) {
        await().untilAsserted(() -> assertThat(screen()).containsPattern(pattern));
    }

    /** Types where the focus is. */
    void type(CharSequence... keys) {
        Actions actions = new Actions(driver);
        for (CharSequence each : keys) {
            actions.sendKeys(each);
        }
        actions.perform();
    }

    /** Presses a key while another is held. */
    void press(Keys held, Keys key) {
        new Actions(driver).keyDown(held).sendKeys(key).keyUp(held).perform();
    }

    /** Presses Tab until that has the focus. */
    void tabTo(By by) {
        WebElement wanted = find(by);
        for (int i = 0; i < 60; i++) {
            if (wanted.equals(driver.switchTo().activeElement())) {
                return;
            }
            type(Keys.TAB);
        }
        throw new AssertionError("the keyboard does not reach " + by);
    }

    /** What the browser complained of since the last time: scripts that failed, rules of the page that were broken. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
