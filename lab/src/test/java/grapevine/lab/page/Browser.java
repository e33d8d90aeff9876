package grapevine.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/** A real browser without a screen, and a person at it. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** A machine without any skips the test. */
    static Browser start() {
        Optional<File> binary = find("chromium", "google-chrome");
        Optional<File> tool = find("chromedriver");
        Assumptions.assumeTrue(binary.isPresent() && tool.isPresent(), "Chromium or chromedriver is not installed");
        ChromeOptions options = new ChromeOptions()
                .setBinary(binary.orElseThrow())
                .addArguments(
                        "--headless=new",
                        "--no-sandbox",
                        "--enable-unsafe-swiftshader",
                        "--disable-dev-shm-usage",
                        "--window-size=1200,800");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(tool.orElseThrow())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<File> find(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toFile)
                .findFirst();
    }

    /** Pages are told from now on that the person wants them dark, or light. */
    void prefer(String scheme) {
        Map<String, String> wish = Map.of("name", "prefers-color-scheme", "value", scheme);
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(wish)));
    }

    void open(String address) {
        driver.get(address);
    }

    /** Returns what this tab is called, for {@link #see}. */
    String openInNewTab(String address) {
        driver.switchTo().newWindow(WindowType.TAB);
        driver.get(address);
        return driver.getWindowHandle();
    }

    void see(String tab) {
        driver.switchTo().window(tab);
    }

    void reload() {
        driver.navigate().refresh();
    }

    String title() {
        return String.valueOf(driver.getTitle());
    }

    String address() {
        return String.valueOf(driver.getCurrentUrl());
    }

    /** What stands there now; nothing if it is not there. */
    String text(String selector) {
        return String.valueOf(run(
                "const found = document.querySelector(arguments[0]); return found ? found.textContent : ''", selector));
    }

    String attribute(String selector, String name) {
        return String.valueOf(
                run("return document.querySelector(arguments[0])?.getAttribute(arguments[1])", selector, name));
    }

    /** Waits until that stands there. */
    String await(String selector, Predicate<String> expected) {
        String[] last = {""};
        Awaitility.await(selector)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    last[0] = text(selector);
                    assertThat(last[0]).as(selector).matches(expected);
                });
        return last[0];
    }

    /** Clicks as soon as it can be clicked. The driver would click on what covers it: the head of a list, say. */
    void click(String selector) {
        Awaitility.await(selector).atMost(PATIENCE).untilAsserted(() -> {
            try {
                WebElement element = element(selector);
                driver.executeScript("arguments[0].scrollIntoView({block: 'nearest'})", element);
                element.click();
            } catch (WebDriverException problem) {
                throw new AssertionError(problem.getMessage(), problem);
            }
        });
    }

    void type(String selector, String text) {
        WebElement field = element(selector);
        field.clear();
        field.sendKeys(text);
    }

    /** Presses keys wherever the focus is. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Goes on with the tab key until the element has the focus. */
    void tabTo(String selector) {
        for (int i = 0; i < 200; i++) {
            if (Boolean.TRUE.equals(run("return document.activeElement?.matches(arguments[0]) ?? false", selector))) {
                return;
            }
            press(Keys.TAB);
        }
        throw new AssertionError("the tab key does not lead to " + selector);
    }

    private WebElement element(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    Object run(String script, Object... arguments) {
        return Objects.requireNonNullElse(driver.executeScript(script, arguments), "");
    }

    Object runAndWait(String script, Object... arguments) {
        return Objects.requireNonNullElse(driver.executeAsyncScript(script, arguments), "");
    }

    /** How an element looks. */
    BufferedImage picture(String selector) throws IOException {
        byte[] png = element(selector).getScreenshotAs(OutputType.BYTES);
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    /** How many points of an element have nearly this colour. */
    long pointsOf(String selector, int red, int green, int blue) throws IOException {
        BufferedImage picture = picture(selector);
        long points = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int rgb = picture.getRGB(x, y);
                points += Math.abs((rgb >> 16 & 255) - red)
                                        + Math.abs((rgb >> 8 & 255) - green)
                                        + Math.abs((rgb & 255) - blue)
                                < 24
                        ? 1
                        : 0;
            }
        }
        return points;
    }

    /** What keeps people from using the page, of what can be told by looking: a line each. */
    List<String> barriers() throws IOException {
        try (InputStream script = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            driver.executeScript(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        String found = String.valueOf(runAndWait("const done = arguments[arguments.length - 1];"
                + "axe.run().then(r => done(JSON.stringify(r.violations)), e => done('[{\"id\":\"' + e + '\"}]'))"));
        JsonNode violations = new ObjectMapper().readTree(found);
        return violations
                .valueStream()
                .map(each ->
                        each.path("id").asText() + " (" + each.path("impact").asText() + "): "
                                + each.path("nodes").findValuesAsText("html"))
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
