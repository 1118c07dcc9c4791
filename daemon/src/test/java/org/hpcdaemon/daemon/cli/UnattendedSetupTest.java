package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code setup --no-interview} with a code on standard input, against the real platform. */
@Tag("slow")
final class UnattendedSetupTest extends UnattendedRig {
    @Test
    void aCodeOnStandardInputMakesAKeyAndARegisteredDaemon() throws Exception {
        try (Call call = setup("--cluster-name", "my box")) {
            assertThat(call.typeCode("").end()).as(this::said).isZero();
        }
        Profile profile = stored().getFirst();
        try (HpcClient itself = HpcClient.open(Target.of(platform.url()), profile.apiKey())) {
            assertThat(itself.daemons()).singleElement().satisfies(view -> {
                assertThat(view.daemon()).isEqualTo(profile.daemon());
                assertThat(view.clusterName()).isEqualTo("my box");
                assertThat(view.host()).isEqualTo(Host.here().name());
            });
        }
        assertThat(said()).doesNotContain(profile.apiKey()).doesNotContain("WHEREVER");
    }

    @Test
    void aSecondSetupKeepsWhatIsNotGivenAndRevokesTheOldKeyOnlyThen() throws Exception {
        try (Call call = setup("--instructions", "be kind")) {
            assertThat(call.typeCode("").end()).as(this::said).isZero();
        }
        String first = platform.code();
        Profile before = stored().getFirst();
        List<String> keys = platform.daemonKeys("box");
        try (Call call = setup("--cluster-name", "renamed")) {
            call.awaits("6-digit code");
            assertThat(platform.daemonKeys("box")).isEqualTo(keys);
            assertThat(call.typeCode(first).end()).as(this::said).isZero();
        }
        assertThat(said()).contains("old key was revoked");
        assertThat(stored()).singleElement().satisfies(after -> {
            assertThat(after.instructions()).isEqualTo("be kind");
            assertThat(after.clusterName()).isEqualTo("renamed");
            assertThat(after.apiKey()).isNotEqualTo(before.apiKey());
        });
        assertThat(platform.daemonKeys("box")).hasSize(1).doesNotContainAnyElementsOf(keys);
    }

    @Test
    void aSettingAloneIsChangedWithTheKeyThatTheDaemonHas() throws Exception {
        try (Call call = setup("--instructions", "be kind")) {
            assertThat(call.typeCode("").end()).as(this::said).isZero();
        }
        Profile before = stored().getFirst();
        String code = platform.code();

        assertThat(again("--allow-forward", "any").end()).as(this::said).isZero();

        assertThat(said()).contains("set up box").doesNotContain("code").doesNotContain("revoked");
        assertThat(stored()).singleElement().satisfies(after -> {
            assertThat(after.allowForward()).isNotEqualTo(before.allowForward());
            assertThat(after.instructions()).isEqualTo("be kind");
            assertThat(after.apiKey()).isEqualTo(before.apiKey());
        });
        assertThat(platform.code()).isEqualTo(code);

        platform.daemonKeys("box").forEach(platform::revoke);
        assertThat(again("--allow-forward", "jobs").end()).isEqualTo(ExitCodes.NOT_ALLOWED);
        assertThat(said()).contains("nothing was changed; add --email YOU to make a new one");
        assertThat(again("--allow-forward", "jobs", "--offline").end())
                .as(this::said)
                .isZero();
        assertThat(stored().getFirst()).isEqualTo(before);
    }

    @Test
    void ofTheOnlyDaemonASettingIsChangedWithoutItsNameAndOfSeveralTheNameIsNeeded() throws Exception {
        try (Call call = setup()) {
            assertThat(call.typeCode("").end()).as(this::said).isZero();
        }

        assertThat(changed("--instructions", "be kind").end()).as(this::said).isZero();

        assertThat(stored()).singleElement().returns("be kind", Profile::instructions);
        try (Call call = changed(
                "--url",
                platform.url(),
                "--email",
                "ada@example.org",
                "--daemon-id",
                "other",
                "--allowed-dirs",
                work.toString())) {
            assertThat(call.typeCode("").end()).as(this::said).isZero();
        }
        assertThat(changed("--instructions", "be quick").end()).isEqualTo(ExitCodes.USAGE);
        assertThat(said()).contains("several daemons are set up here; add --daemon-id with one of: box, other");
        assertThat(stored()).extracting(Profile::instructions).containsExactly("be kind", null);
    }

    private Call again(String... more) throws IOException {
        return changed(
                Stream.concat(Stream.of("--daemon-id", "box"), Stream.of(more)).toArray(String[]::new));
    }

    private Call changed(String... settings) throws IOException {
        return new Call(
                Map.of(),
                Stream.concat(Stream.of("setup", "--no-interview"), Stream.of(settings))
                        .toArray(String[]::new));
    }

    @Test
    void eachWayACodeFailsHasAMessageOfItsOwnAndAnotherCodeIsSentOnRequest() throws Exception {
        try (Call call = setup()) {
            call.awaits("6-digit code").type("what?").awaits("a code has 6 digits");
            await().until(() -> !platform.code().isEmpty());
            String first = platform.code();
            for (int left = 4; left > 0; left--) {
                call.type(RealPlatform.wrong(first)).awaits("wrong code: " + left);
            }
            call.type(RealPlatform.wrong(first)).awaits("too many tries");
            call.type("resend").awaits("only this one counts");
            await().until(() -> !platform.code().equals(first));
            String second = platform.code();
            clock.advance(Duration.ofMinutes(11));
            call.type(second).awaits("has expired");
            call.type("resend");
            assertThat(call.typeCode(second).end()).as(this::said).isZero();
        }
        assertThat(stored()).hasSize(1);
    }

    @Test
    void tooManyCodesForOneAddressAreRefusedWithTheTimeToWaitAndTheLastOneStillCounts() throws Exception {
        try (Call call = setup()) {
            call.awaits("6-digit code");
            for (int sent = 1; sent < 5; sent++) {
                int already = sent;
                call.type("resend");
                await().until(() -> said().split("only this one counts", -1).length > already);
            }
            call.type("resend").awaits("too many codes for this e-mail: retry in");
            await().until(() -> platform.printedCodes() == 5);
            assertThat(call.type(platform.code()).end()).as(this::said).isZero();
        }
    }

    @Test
    void whoHasHadTooManyCodesIsToldSoAtTheFirstOneToo() throws Exception {
        for (int sent = 0; sent < 5; sent++) {
            Call call = setup();
            call.awaits("6-digit code").close();
            assertThat(call.end()).isEqualTo(ExitCodes.FAILED);
        }
        try (Call call = setup()) {
            assertThat(call.end()).isEqualTo(ExitCodes.FAILED);
        }
        assertThat(said()).hasLineCount(1).contains("too many codes for this e-mail: retry in");
        assertThat(stored()).isEmpty();
    }

    @Test
    void withoutACodeNothingIsMadeAndTheOldProfileStays() throws Exception {
        try (Call call = setup()) {
            call.awaits("6-digit code");
        }
        await().until(() -> said().contains("nothing was changed"));
        assertThat(stored()).isEmpty();
        assertThat(platform.daemonKeys("box")).isEmpty();
    }

    @Test
    void aKeyThatCannotBeStoredIsRevokedAgain() throws Exception {
        try (Call call = setup()) {
            call.awaits("6-digit code");
            Files.setPosixFilePermissions(temp.resolve("home"), PosixFilePermissions.fromString("rwxr-xr-x"));
            assertThat(call.typeCode("").end()).isEqualTo(ExitCodes.NOT_ALLOWED);
        }
        assertThat(said()).contains("chmod 700");
        assertThat(platform.daemonKeys("box")).isEmpty();
    }

    @Test
    void anIdThatAnotherMachineHasIsNotTakenFromItUnasked() throws Exception {
        platform.register("box", "elsewhere");
        try (Call call = setup()) {
            assertThat(call.typeCode("").end()).isEqualTo(ExitCodes.NOT_ALLOWED);
        }
        assertThat(said()).contains("elsewhere").contains("--replace");
        assertThat(platform.daemonKeys("box")).hasSize(1);
        String first = platform.code();
        try (Call call = setup("--replace")) {
            assertThat(call.typeCode(first).end()).as(this::said).isZero();
        }
        assertThat(said()).contains("old key was revoked");
    }
}
