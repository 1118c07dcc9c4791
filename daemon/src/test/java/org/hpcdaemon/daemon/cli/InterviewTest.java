package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.testkit.ChildJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The interview at a real terminal, as a process of its own, against the real platform. */
@Tag("slow")
final class InterviewTest extends InterviewRig {
    @Test
    void fromNothingToARegisteredDaemonThroughEveryWrongAnswer() throws Exception {
        Path link = Files.createSymbolicLink(user.resolve("link"), user);
        Files.writeString(user.resolve("rules.md"), "Be kind.\nTidy up!");
        try (Seat seat = sit()) {
            seat.awaits("1/7").awaits("6-digit code").answer("12").awaits("6 digits");
            String first = code("ada@example.org", "");
            seat.awaits("6-digit code")
                    .answer(first.startsWith("0") ? "111111" : "000000")
                    .awaits("wrong code: 4 tries left");
            seat.awaits("6-digit code").answer("resend").awaits("only this one counts");
            seat.awaits("6-digit code").answer(code("ada@example.org", first));

            seat.awaits("2/7").awaits("AS YOU").awaits("Type `yes`").answer("yes");
            seat.awaits("3/7")
                    .awaits("Make it? (yes or no) [yes]")
                    .answer("maybe")
                    .awaits("type yes or no");
            seat.awaits("Make it?").answer("");
            assertThat(platform.daemonKeys("box")).as("keys before the end").isEmpty();

            seat.awaits("4/7")
                    .awaits("gridengine-generic, mila-hpc, slurm-generic, workstation")
                    .awaits("`none`) [");
            seat.answer("nonsense").awaits("there is no skill nonsense");
            seat.awaits("Skill (").answer("A box with two GPUs, yes!");

            seat.awaits("5/7").awaits("Directories [" + user + "/hpc-workspace]");
            seat.answer("/").awaits("the whole machine");
            seat.awaits("Directories [").answer("~").awaits("is your home");
            seat.awaits("Directories [").answer(link.toString()).awaits("is your home");
            seat.awaits("Directories [").answer("~/.hpc_daemon/jobs").awaits("the daemon's own state");
            seat.awaits("Directories [")
                    .answer("any")
                    .awaits("WHEREVER YOU MAY")
                    .awaits("Really?")
                    .answer("");
            seat.awaits("Directories [")
                    .answer("")
                    .awaits("does not exist. Make it?")
                    .answer("no");
            seat.awaits("Directories [")
                    .answer("")
                    .awaits("does not exist. Make it?")
                    .answer("yes");
            seat.awaits("If it cannot be enforced [refuse]").answer("ignore").awaits("neither refuse nor advisory");
            seat.awaits("If it cannot be enforced").answer("advisory");
            seat.awaits("parts of the kernel that attackers like")
                    .awaits("Allow containers? (yes or no) [no]")
                    .answer("yes");

            seat.awaits("6/7")
                    .awaits("Working directory [" + user + "/hpc-workspace]")
                    .answer("");
            seat.awaits("Instructions (").answer("@~/rules.txt").awaits("there is no such file");
            seat.awaits("Instructions (").answer("@~/rules.md");
            seat.awaits("7/7")
                    .awaits("1 skill A box with two GPUs, yes!")
                    .awaits("2 agents may write " + user
                            + "/hpc-workspace (if it cannot be enforced: advisory), and run containers")
                    .awaits("4 instructions @~/rules.md");
            assertThat(platform.daemonKeys("box")).as("keys before the end").isEmpty();
            seat.awaits("Set it up").answer("5").awaits("a number from 1 to 4");
            seat.awaits("Set it up").answer("yes").awaits("set up box").awaits("hpc-daemon start");
            assertThat(seat.end()).isZero();
        }
        Profile profile = stored().getFirst();
        assertThat(profile.allowedDirs())
                .containsExactly(user.resolve("hpc-workspace").toString());
        assertThat(profile.workDir()).isEqualTo(user.resolve("hpc-workspace").toString());
        assertThat(profile.instructions()).isEqualTo("Be kind.\nTidy up!");
        assertThat(profile.guarding().ifUnenforced()).isEqualTo(IfUnenforced.ADVISORY);
        assertThat(profile.guarding().containers()).isTrue();
        assertThat(profile.skill()).isEqualTo("about-box");
        assertThat(user.resolve(".hpc_daemon/skills/about-box/SKILL.md"))
                .content()
                .contains("two GPUs, yes!");
        try (HpcClient itself = HpcClient.open(Target.of(platform.url()), profile.apiKey())) {
            assertThat(itself.daemons())
                    .singleElement()
                    .satisfies(view -> assertThat(view.daemon()).isEqualTo(new DaemonId("box")));
        }
    }

    @Test
    void eachWayACodeFailsIsReportedAndTheNextOneStillSignsIn() throws Exception {
        try (Seat seat = sit()) {
            String used = code("ada@example.org", "");
            for (int left = 4; left > 0; left--) {
                seat.awaits("6-digit code").answer(RealPlatform.wrong(used)).awaits("wrong code: " + left);
            }
            seat.awaits("6-digit code").answer(RealPlatform.wrong(used)).awaits("too many tries");
            seat.awaits("6-digit code").answer(used).awaits("too many tries");
            seat.awaits("6-digit code").answer("RESEND").awaits("only this one counts");
            String late = code("ada@example.org", used);
            clock.advance(Duration.ofMinutes(11));
            seat.awaits("6-digit code").answer(late).awaits("has expired");
            for (int sent = 2; sent < 5; sent++) {
                seat.awaits("6-digit code").answer("resend").awaits("only this one counts");
            }
            seat.awaits("6-digit code").answer("resend").awaits("too many codes for this e-mail: retry in");
            await().until(() -> platform.printedCodes() == 5);
            seat.awaits("6-digit code").answer(platform.code()).awaits("2/7");
            seat.awaits("to accept").type("\u0004").awaits("nothing was changed"); // Ctrl-D
            assertThat(seat.end()).isEqualTo(ExitCodes.FAILED);
        }
        assertThat(stored()).isEmpty();
    }

    @Test
    void whatWasNotSaidIsAskedForAndAnInterviewMayTakeLongerThanASignInLasts() throws Exception {
        Files.createDirectory(user.resolve("ws"));
        Files.writeString(user.resolve("skill.md"), """
                ---
                name: my-lab
                description: Where things are in my lab.
                ---
                Data is in /data.
                """);
        try (Seat seat = new Seat(Map.of("HOME", user.toString()), "setup", "--daemon-id", "box")) {
            seat.awaits("The platform's URL").answer("").awaits("URL");
            seat.answer("http://hpc.example.org").awaits("https://");
            seat.awaits("The platform's URL").answer(platform.url());
            seat.awaits("Your e-mail address").answer("ada").awaits("expected the form name@example.org");
            seat.awaits("Your e-mail address").answer("ada@example.org");
            seat.awaits("6-digit code").answer(code("ada@example.org", ""));
            seat.awaits("Type `yes`").answer("yes").awaits("Make it?").answer("yes");
            seat.awaits("Skill (").answer("@~/skill.txt").awaits("there is no such file");
            seat.awaits("Skill (").answer("@~/skill.md");
            seat.awaits("Directories [").answer("~/ws").awaits("If it cannot").answer("");
            seat.awaits("Allow containers").answer("");
            clock.advance(Duration.ofMinutes(61));
            seat.awaits("Working directory [").answer("~/ws").awaits("Instructions (");
            seat.answer("Be kind.").awaits("Set it up").answer("").awaits("set up box");
            assertThat(seat.end()).isZero();
        }
        assertThat(stored()).singleElement().satisfies(profile -> {
            assertThat(profile.platformUrl()).isEqualTo(platform.url());
            assertThat(profile.skill()).isEqualTo("my-lab");
        });
        assertThat(platform.daemonKeys("box")).hasSize(1);
    }

    @Test
    void withAKeyFromAFileNoCodeIsAskedForAndANarrowTerminalBreaksNoWord() throws Exception {
        int columns = 60;
        Files.createDirectory(user.resolve("ws"));
        Path key =
                Files.writeString(user.resolve("key"), platform.daemonKey("box").secret() + "\n");
        try (Seat seat = new Seat(
                columns,
                Map.of("HOME", user.toString()),
                "setup",
                "--url",
                platform.url(),
                "--daemon-id",
                "box",
                "--api-key-file",
                key.toString())) {
            seat.awaits("2/7").awaits("AS YOU").awaits("hpc-daemon stop.");
            // The settings of the terminal are one long word, and what is typed is not ours.
            assertThat(seat.lines().stream().filter(line -> !line.startsWith("[")))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
            assertThat(seat.text()).doesNotContain("6-digit");
            seat.awaits("Type `yes`").answer("yes").awaits("Skill (").answer("slurm-generic");
            seat.awaits("Directories [").answer("~/ws").awaits("If it cannot").answer("");
            seat.awaits("Allow containers").answer("");
            seat.awaits("Working directory").answer("").awaits("Instructions (").answer("");
            seat.awaits("Set it up").answer("").awaits("set up box");
            assertThat(seat.end()).isZero();
        }
        assertThat(platform.code("ada@example.org")).isEmpty();
        assertThat(stored())
                .singleElement()
                .satisfies(profile -> assertThat(profile.skill()).isEqualTo("slurm-generic"));
    }

    @Test
    void theSecondTimeItProposesWhatIsStoredAndPathsComplete() throws Exception {
        Path place = Files.createDirectory(user.resolve("a place with blanks"));
        Files.createDirectory(place.resolve("inside"));
        Profile before = earlier(user, "ada@example.org");
        try (Seat seat = sit("--instructions", "flag!")) {
            seat.awaits("6-digit code").answer(code("ada@example.org", ""));
            seat.awaits("Type `yes`")
                    .answer("yes")
                    .awaits("Make it?")
                    .answer("")
                    .awaits("Skill (")
                    .awaits("[none]");
            // The arrow that would bring an earlier answer back brings none.
            seat.type("\u001bOA").answer("").awaits("Directories [any]");
            seat.type("~/a pl\t")
                    .awaits("a place with blanks/")
                    .type("ins\t")
                    .awaits("inside/")
                    .answer("");
            seat.awaits("If it cannot")
                    .answer("")
                    .awaits("Allow containers? (yes or no) [no]")
                    .answer("")
                    .awaits("Working directory [" + place + "/inside]")
                    .answer("");
            seat.awaits("Instructions (").awaits("[flag!]").answer("");
            seat.awaits("Set it up").answer("").awaits("its old key was revoked");
            assertThat(seat.end()).isZero();
        }
        assertThat(stored()).singleElement().satisfies(after -> {
            assertThat(after.clusterName()).isEqualTo("before");
            assertThat(after.instructions()).isEqualTo("flag!");
            assertThat(after.allowedDirs())
                    .containsExactly(place.resolve("inside").toString());
            assertThat(after.skill()).isNull();
            assertThat(after.apiKey()).isNotEqualTo(before.apiKey());
        });
        assertThat(platform.daemonKeys("box")).hasSize(1);
    }

    @Test
    void noStopsItAndAnyOtherWordIsAskedForAgain() throws Exception {
        try (Seat seat = sit()) {
            seat.awaits("6-digit code").answer(code("ada@example.org", ""));
            seat.awaits("Type `yes`").answer("y").awaits("type yes to accept, no to stop");
            seat.awaits("Type `yes`").answer("").awaits("type yes to accept, no to stop");
            seat.awaits("Type `yes`").answer("no").awaits("not accepted; nothing was changed");
            assertThat(seat.end()).isEqualTo(ExitCodes.FAILED);
        }
        assertThat(stored()).isEmpty();
    }

    @Test
    void beforeAnythingIsStoredEachAnswerCanBeExplainedChangedOrTakenBack() throws Exception {
        Files.createDirectory(user.resolve("ws"));
        Files.createDirectory(user.resolve("other"));
        try (Seat seat = new Seat(
                Map.of("HOME", user.toString()), "setup", "--url", platform.url(), "--email", "ada@example.org")) {
            seat.awaits("The daemon's name, by which agents call it [")
                    .answer("?")
                    .awaits("lower-case letters")
                    .awaits("The daemon's name")
                    .answer("not a name")
                    .awaits("The daemon's name")
                    .answer("Login1");
            seat.awaits("6-digit code").answer("?").awaits("sends another");
            seat.awaits("6-digit code").answer(code("ada@example.org", ""));
            seat.awaits("Type `yes`")
                    .answer("?")
                    .awaits("changes nothing")
                    .awaits("Type `yes`")
                    .answer("yes");
            seat.awaits("the daemon login1").awaits("Make it?").answer("?").awaits("cannot connect");
            seat.awaits("Make it?").answer("").awaits("Skill (").answer("?").awaits("hpc-daemon skills show");
            seat.awaits("Skill (").answer("none").awaits("Directories [").answer("~/ws");
            seat.awaits("If it cannot")
                    .answer("")
                    .awaits("Allow containers? (yes or no) [no]")
                    .answer("")
                    .awaits("Working directory [" + user + "/ws]")
                    .answer("");
            seat.awaits("Instructions (").answer("Be kind.");

            seat.awaits("2 agents may write " + user + "/ws")
                    .awaits("Set it up")
                    .answer("2");
            seat.awaits("Directories [~/ws]")
                    .answer("~/other")
                    .awaits("If it cannot")
                    .answer("")
                    .awaits("Allow containers? (yes or no) [no]")
                    .answer("");
            seat.awaits("Working directory [" + user + "/other]").answer("");
            seat.awaits("2 agents may write " + user + "/other")
                    .awaits("Set it up")
                    .answer("4");
            seat.awaits("Instructions (").awaits("[Be kind.]").answer("none");
            seat.awaits("Set it up").answer("?").awaits("asks that question again");
            seat.awaits("Set it up").answer("no").awaits("nothing was changed");
            assertThat(seat.end()).isEqualTo(ExitCodes.FAILED);
        }
        assertThat(stored()).isEmpty();
        assertThat(platform.daemonKeys("login1")).isEmpty();
    }

    @Test
    void anIdThatAnotherMachineHasIsAskedAbout() throws Exception {
        platform.register("box", "elsewhere");
        try (Seat seat = sit()) {
            seat.awaits("6-digit code")
                    .answer(code("ada@example.org", ""))
                    .awaits("Type `yes`")
                    .answer("yes");
            seat.awaits("on elsewhere")
                    .awaits("Take the id over? (yes or no) [no]")
                    .answer("");
            seat.awaits("stays with elsewhere");
            assertThat(seat.end()).isEqualTo(ExitCodes.FAILED);
        }
        assertThat(platform.daemonKeys("box")).hasSize(1);
    }

    @Test
    void withoutATerminalItSaysHowToDoWithout() throws Exception {
        List<String> command = ChildJvm.command("org.hpcdaemon.daemon.cli.Main");
        command.addAll(List.of("setup", "--url", platform.url()));
        Process piped = new ProcessBuilder(command).redirectErrorStream(true).start();
        piped.getOutputStream().close();
        assertThat(new String(piped.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("needs a terminal; without one add --no-interview");
        assertThat(piped.waitFor()).isEqualTo(ExitCodes.USAGE);
    }
}
