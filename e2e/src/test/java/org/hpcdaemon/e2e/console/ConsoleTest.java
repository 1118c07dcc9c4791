package org.hpcdaemon.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.e2e.console.Browser.act;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.testkit.Installed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Keys;

/** The console in a browser, over a real platform, daemon and agent. */
@Tag("slow")
@Order(2)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleTest {
    /** All but those of one job or shell. */
    private static final List<String> PLACES = List.of(
            "#/machines",
            "#/machines/box/jobs",
            "#/machines/box/shells",
            "#/machines/box/budgets",
            "#/machines/box/about",
            "#/approvals",
            "#/keys",
            "#/events");

    private static final By EMAIL = By.name("email");
    private static final By CODE = By.name("code");

    private World world;
    private Daemon box;
    private String agentKey;
    private DaemonSession agent;
    private Browser browser;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        browser = Browser.start(temporary);
        world = World.start(ConsoleTest.class, temporary);
        box = world.box();
        agentKey = world.platform().agentKey(World.ADA, "claude");
        HpcClient client = world.client(agentKey);
        agent = client.connect(box.id());
        signIn();
    }

    @AfterAll
    void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (world != null) {
            world.close();
        }
    }

    @BeforeEach
    void atTheMachines() {
        browser.wide();
        browser.go("#/machines");
        browser.find(By.xpath("//h1[.='Machines']"));
        browser.complaints();
    }

    @AfterEach
    void theBrowserHadNothingToComplainOf() {
        assertThat(browser.complaints())
                .filteredOn(line -> !line.contains("Failed to load resource"))
                .filteredOn(line -> !line.contains("WebSocket connection to"))
                .isEmpty();
    }

    private void signIn() {
        signIn(world.platform().url());
    }

    private void signIn(String url) {
        browser.open(url + "/");
        String code = world.platform().code(World.ADA, () -> {
            browser.find(EMAIL).sendKeys(World.ADA, Keys.ENTER);
            browser.find(CODE);
        });
        browser.find(CODE).sendKeys(code, Keys.ENTER);
        browser.find(By.xpath("//h1[.='Machines']"));
    }

    @Test
    void whoIsSignedInIsSoAfterAReloadAndNoScriptReadsTheKey() {
        browser.driver().navigate().refresh();

        browser.awaitText(World.ADA);
        assertThat(browser.driver().executeScript("return document.cookie")).isEqualTo("");
        Cookie cookie = Objects.requireNonNull(browser.driver().manage().getCookieNamed("__Host-hpc"));
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.isSecure()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Strict");
    }

    @Test
    void signingOutRevokesTheKeyAndAKeyThatIsRevokedElsewhereSignsOutToo() {
        Cookie cookie = Objects.requireNonNull(browser.driver().manage().getCookieNamed("__Host-hpc"));
        browser.click(act("Sign out"));
        browser.find(EMAIL);
        browser.driver().manage().addCookie(cookie);
        browser.driver().navigate().refresh();
        browser.find(EMAIL);
        assertThat(browser.driver().manage().getCookieNamed("__Host-hpc")).isNotNull();

        signIn();
        browser.go("#/machines/box/shells");
        browser.click(act("Open a shell"));
        browser.awaitText("connected");
        String newest = world.platform()
                .run("keys", "list")
                .out()
                .lines()
                .filter(line -> line.contains("console in "))
                .toList()
                .getLast();
        String key = newest.replaceFirst(".*\\b(k_\\w+).*", "$1");
        assertThat(world.platform().run("keys", "revoke", key).exitCode()).isZero();
        browser.find(EMAIL);
        assertThat(browser.driver().findElements(By.cssSelector(".xterm"))).isEmpty();

        signIn();
    }

    @Test
    void theMachineIsShownWithItsStateAndSandbox() {
        browser.awaitText("box");
        browser.awaitText("online");
        browser.awaitText("enforced");
        browser.awaitText("local");
        browser.awaitText("CPUs");
    }

    @Test
    void aTerminalIsTypedInIsResizedAndGoesOnAfterAPlatformsRestart() {
        browser.go("#/machines/box/shells");
        browser.click(act("Open a shell"));
        browser.awaitText("connected");
        browser.type("printf 'first %s\\n' $((40 + 2)); kept=still; stty size", Keys.ENTER);
        browser.awaitScreen("first 42[^0-9]+\\d+ \\d+");
        String before = browser.screen();

        browser.size(800, 600);
        await().untilAsserted(() -> {
            browser.type("clear; stty size", Keys.ENTER);
            browser.awaitScreen("\\d+ \\d+");
            assertThat(columns(browser.screen())).isLessThan(columns(before));
        });

        world.platform().program().kill();
        browser.awaitText("connecting");
        world.platform().startAgain();
        browser.awaitText("connected");
        browser.type("clear; echo $kept here", Keys.ENTER);
        browser.awaitScreen("still here");
        browser.type("exit", Keys.ENTER);
        browser.awaitText("This shell has ended.");
    }

    private static int columns(String screen) {
        List<String> found = Pattern.compile("^\\d+ (\\d+)\\s*$", Pattern.MULTILINE)
                .matcher(screen)
                .results()
                .map(each -> each.group(1))
                .toList();
        return found.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(found.getLast());
    }

    @Test
    void anAgentsShellIsLookedAtUntilThePersonTakesOverAndItsTitleIsText() {
        RemoteShell shell = agent.openShell();
        String titleAndLink = "printf '\\033]0;<img src=x onerror=alert(1)>\\007"
                + "\\033]8;;https://evil.example\\007link\\033]8;;\\007\\n'; echo from the agent";
        assertThat(shell.run(titleAndLink).exitCode()).isZero();
        browser.go("#/machines/box/shells/" + shell.id());
        browser.awaitScreen("from the agent");
        browser.awaitText("Title: <img src=x onerror=alert(1)>");
        browser.click(By.cssSelector(".screen"));
        browser.type("echo not this", Keys.ENTER);

        browser.click(By.xpath("//button[starts-with(., 'Take over')]"));
        browser.type("echo taken-$((1 + 1))", Keys.ENTER);
        browser.awaitScreen("taken-2");
        assertThat(browser.screen()).doesNotContain("not this");
        browser.click(act("Give it back"));
        assertThat(browser.driver().findElements(By.cssSelector(".screen a, .screen img")))
                .isEmpty();
        shell.close();
        browser.awaitText("This shell has ended.");
    }

    @Test
    void aJobsLogIsFollowedAndTheJobCancelled() {
        Path more = box.work().resolve("more");
        Outcome<String> submitted = hpc(
                "job",
                "submit",
                "box",
                "--name",
                "train",
                "--",
                "sh",
                "-c",
                "echo '<b>epoch 1</b>'; while test ! -e '" + more
                        + "'; do sleep 0.1; done; echo epoch 2; exec sleep 4711.7");
        assertThat(submitted.exitCode()).as(submitted.err()).isZero();
        browser.go("#/machines/box/jobs");
        browser.click(act("train"));
        browser.awaitText("<b>epoch 1</b>");
        assertThat(browser.text()).doesNotContain("epoch 2");

        assertThat(hpc("exec", "box", "--", "touch", more.toString()).exitCode())
                .isZero();
        browser.awaitText("epoch 2");
        browser.click(act("Cancel the job"));
        browser.click(act("Cancel it"));
        browser.awaitText("complete");
        browser.awaitText("cancelled");
        assertThat(hpc("job", "status", "box", submitted.out().strip()).out()).contains("CANCELLED");
    }

    @Test
    void budgetsShowWhatIsLeftOfThem() throws IOException {
        browser.go("#/machines/box/budgets");
        browser.awaitText("No budget limits jobs here");
        Files.writeString(box.work().resolveSibling("home").resolve("policy.toml"), """
                [default]
                exec = "allow"
                shell = "allow"
                job = "allow"
                file = "allow"
                forward = "allow"

                [[budget]]
                name = "<b>a few</b>"
                agent = ["trainer"]
                per = "day"
                jobs = 1000
                cpu_hours = 12
                over = "ask"
                reason = "the group shares them"
                """);
        browser.go("#/machines");
        browser.go("#/machines/box/budgets");
        browser.awaitText("<b>a few</b>");
        assertThat(browser.text())
                .contains("the group shares them", "jobs a day", "1,000", "CPU hours a day", "12", "you are asked");
    }

    @Test
    void whatAnAgentAsksIsDecidedByAKeyOfThisBrowserAlone() throws IOException {
        Files.writeString(box.work().resolveSibling("home").resolve("policy.toml"), """
                [default]
                exec = "allow"
                shell = "allow"
                job = "allow"
                file = "allow"
                forward = "allow"

                [[rule]]
                name = "looked at"
                kind = "exec"
                command = ["touch", ["published", "unwanted"]]
                answer = "ask"
                reason = "people publish"
                """);
        await().untilAsserted(() -> assertThat(
                        hpc("exec", "box", "--", "touch", "published").err())
                .contains("the account owner has to allow this"));
        browser.go("#/approvals");
        browser.awaitText("published");
        assertThat(browser.text()).contains("claude", "people publish", "looked at");
        browser.click(act("Allow once"));
        browser.awaitText("approvers add"); // Of the error, since the machine does not know the key.

        browser.click(act("Let a machine take decisions from this browser"));
        String line = browser.find(By.xpath("//code[@aria-label='Run on the machine']"))
                .getText();
        assertThat(line).startsWith("hpc-daemon approvers add --name ");
        List<String> words = List.of(line.split(" "));
        Outcome<String> added = box.run(words.subList(1, words.size()).toArray(String[]::new));
        assertThat(added.exitCode()).as(added.err()).isZero();

        browser.click(act("Allow once"));
        browser.awaitText("allowed");
        assertThat(hpc("exec", "box", "--", "touch", "published").exitCode()).isZero();
        assertThat(hpc("exec", "box", "--", "touch", "published").exitCode())
                .as("once")
                .isNotZero();

        assertThat(hpc("exec", "box", "--", "touch", "unwanted", "a\u202eb").exitCode())
                .isNotZero();
        By unwanted = By.xpath("//article[contains(., 'unwanted')]");
        browser.find(unwanted).findElement(By.tagName("input")).sendKeys("not <i>today</i>");
        assertThat(browser.text()).contains("a\\u{202e}b").doesNotContain("\u202e");
        browser.click(By.xpath("//article[contains(., 'unwanted')]//button[.='Deny']"));
        browser.awaitText("denied");
        assertThat(hpc("exec", "box", "--", "touch", "unwanted", "a\u202eb").err())
                .contains("not <i>today</i>");

        browser.go("#/events");
        browser.awaitText("not <i>today</i>");
        assertThat(browser.text()).contains("touch published", "allowed", "denied");
    }

    @Test
    void oneButtonStopsAllMachines() {
        browser.click(act("Stop all"));
        browser.find(By.cssSelector("dialog input")).sendKeys("enough for today");
        browser.click(act("Stop all machines"));
        browser.awaitText("box stopped");

        assertThat(hpc("exec", "box", "--", "true").err()).contains("enough for today");
        assertThat(box.run("resume").exitCode()).isZero();
        await().untilAsserted(() ->
                assertThat(hpc("exec", "box", "--", "true").exitCode()).isZero());
        browser.click(act("Close"));
    }

    private Outcome<String> hpc(String... arguments) {
        return world.hpc(agentKey, arguments);
    }

    @Test
    void aKeyIsMadeShownOnceAndRevoked() {
        browser.go("#/keys");
        browser.find(By.xpath("//label[contains(., 'named')]//input")).sendKeys("gemini", Keys.ENTER);
        String key = browser.find(By.xpath("//code[@aria-label='Key']")).getText();
        assertThat(world.hpc(key, "whoami").out()).contains("gemini");
        assertThat(browser.text())
                .contains(
                        "claude mcp add",
                        "mcp_servers.hpc",
                        "gemini mcp add",
                        "curl -sSf",
                        world.platform().url());
        browser.click(act("I have it"));
        browser.awaitNoText(key);

        browser.click(By.xpath("//tr[contains(., 'gemini')]//button[.='Revoke']"));
        browser.click(act("Revoke it"));
        await().untilAsserted(
                        () -> assertThat(world.hpc(key, "whoami").exitCode()).isNotZero());
        await().untilAsserted(() -> assertThat(browser.driver().findElements(By.xpath("//tr[contains(., 'gemini')]")))
                .isEmpty());
        browser.awaitText("this browser");
    }

    @Test
    void aPhoneShowsEverythingWithoutScrollingSideways() {
        browser.size(390, 800);
        for (String place : PLACES) {
            browser.go(place);
            browser.awaitNoText("Loading");
            assertThat((Long) browser.driver().executeScript("return document.documentElement.scrollWidth"))
                    .as(place)
                    .isLessThanOrEqualTo(390);
        }
    }

    @Test
    void theKeyboardAloneLeadsToATerminalAndOutOfIt() {
        browser.driver().navigate().refresh();
        browser.find(By.linkText("box"));
        browser.tabTo(By.linkText("box"));
        browser.type(Keys.ENTER);
        browser.tabTo(By.linkText("Shells"));
        browser.type(Keys.ENTER);
        browser.tabTo(act("Open a shell"));
        browser.type(Keys.ENTER);
        browser.awaitText("connected");
        browser.type("echo by-keyboard-$((2 + 3))", Keys.ENTER);
        browser.awaitScreen("by-keyboard-5");
        browser.type("exit", Keys.ENTER);
        browser.awaitText("This shell has ended.");
        browser.press(Keys.CONTROL, Keys.F6);
        browser.type(Keys.ENTER);
        browser.find(act("Open a shell"));
    }

    @Test
    void axeFindsNothingWrongInLightAndDark() throws IOException {
        String axe = Files.readString(ConsoleSources.fetched(folder).resolve("node_modules/axe-core/axe.min.js"));
        RemoteShell shell = agent.openShell();
        String job =
                hpc("job", "submit", "box", "--", "echo", "looked at").out().strip();
        assertThat(hpc("job", "wait", "box", job).exitCode()).isZero();
        List<String> places = new ArrayList<>(PLACES);
        places.add("#/machines/box/jobs/" + job);
        places.add("#/machines/box/shells/" + shell.id());
        for (String colours : List.of("light", "dark")) {
            browser.colours(colours);
            for (String place : places) {
                browser.go(place);
                browser.awaitNoText("Loading");
                browser.awaitNoText("connecting");
                assertThat(violations(axe)).as(colours + " " + place).isEmpty();
            }
            browser.click(act("Stop all"));
            browser.find(By.tagName("dialog"));
            assertThat(violations(axe)).as(colours + " dialog").isEmpty();
            browser.click(act("Cancel"));
        }
        shell.close();
    }

    private List<?> violations(String axe) {
        browser.driver().executeScript(axe);
        return (List<?>) Objects.requireNonNull(browser.driver().executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run().then(({ violations }) => done(violations.map(({ id, nodes }) =>
                    id + ": " + nodes.map(({ html }) => html).join(" "))), (e) => done([String(e)]));
                """));
    }

    @Test
    void thePageWorksBehindNginxAsTheHostingPageSetsItUp() throws Exception {
        assumeTrue(Installed.has("nginx"), "not installed here: nginx");
        try (Nginx nginx = Nginx.before(world.platform().port(), folder.resolve("nginx"))) {
            world.platform().program().kill();
            world.platform().startAgain("--behind-proxy", "--public-url", nginx.url(), "--allow", World.ADA);
            browser.driver().manage().deleteAllCookies();
            signIn(nginx.url());
            browser.awaitText("CPUs");
            browser.go("#/machines/box/shells");
            browser.click(act("Open a shell"));
            browser.awaitText("connected");
            browser.type("echo through-nginx-$((3 + 4)); exit", Keys.ENTER);
            browser.awaitScreen("through-nginx-7");
            browser.awaitText("This shell has ended.");
        } finally {
            world.platform().program().kill();
            world.platform().startAgain();
            browser.open(world.platform().url() + "/");
            browser.find(By.xpath("//h1[.='Machines']"));
        }
    }

    @Test
    void thePageReachesNoOtherSite() {
        String asked = String.valueOf(browser.driver()
                .executeAsyncScript(
                        "const done = arguments[1]; fetch(arguments[0], { mode: 'no-cors' })"
                                + ".then(() => done('answered'), () => done('refused'))",
                        world.platform().url().replace("127.0.0.1", "localhost") + "/hpc/health"));

        assertThat(asked).isEqualTo("refused");
        assertThat(browser.complaints()).anyMatch(line -> line.contains("Content Security Policy"));
    }
}
