package org.hpcdaemon.sandbox.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.sandbox.Confinements;
import org.hpcdaemon.sandbox.Guarding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Homes of daemons that are not running now, and that something will start. */
final class NamedHomesTest {
    @TempDir
    private Path folder;

    @Test
    void aUnitOfTheUsersNamesOneWhereverItsConfigurationLies() throws IOException {
        Path usual = home("usual");
        Path moved = home("moved");
        unit(folder.resolve("user/.config"), usual);
        unit(folder.resolve("xdg"), moved);

        assertThat(beside(Map.of("XDG_CONFIG_HOME", folder.resolve("xdg").toString()), ""))
                .contains(usual, moved);
        assertThat(beside(Map.of("XDG_CONFIG_HOME", "xdg"), ""))
                .as("a relative one does not count")
                .contains(usual)
                .doesNotContain(moved);
    }

    @Test
    void aLineForCronNamesOne() throws IOException {
        Path quoted = home("it's 100% quoted");
        Path bare = home("bare");
        Path set = home("set");
        Path off = home("off");
        String crontab = "# m h dom mon dow command\nHPC_DAEMON_HOME = " + set + "\n"
                + "@reboot HPC_DAEMON_HOME="
                + ("'" + quoted.toString().replace("'", "'\\''") + "'").replace("%", "\\%")
                + " /opt/hpc-daemon start --detach\n@reboot HPC_DAEMON_HOME=" + bare
                + " /opt/hpc-daemon start --detach\n#@reboot HPC_DAEMON_HOME=" + off + " /opt/hpc-daemon start\n";

        assertThat(beside(Map.of(), crontab)).contains(quoted, bare, set).doesNotContain(off);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "@reboot HPC_DAEMON_HOME=/a b, /a",
                "@reboot HPC_PLATFORM_HOME=\"/a b\" c, /a b",
                "@reboot HPC_HOME='/a'b c, /ab",
                "HPC_DAEMON_HOME=\"/a b\", /a b"
            })
    void itsValueIsAWordOfTheShells(String line, String home) {
        assertThat(UserCrontab.homes(line)).containsExactly(home);
    }

    private List<Path> beside(Map<String, String> environment, String crontab) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("HOME", Files.createDirectories(folder.resolve("user")).toString());
        return OtherHomes.beside(
                Bounds.of(Confinements.of(
                        folder.resolve("state"),
                        List.of(Files.createDirectories(folder.resolve("ws"))),
                        Guarding.DEFAULT,
                        all)),
                crontab);
    }

    private Path home(String name) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.createFile(home.resolve("state.db"));
        return home;
    }

    private static void unit(Path config, Path home) throws IOException {
        Files.writeString(
                Files.createDirectories(config.resolve("systemd/user")).resolve("hpc-daemon-x.service"),
                "[Service]\nEnvironment=\"HPC_DAEMON_HOME=" + home + "\"\n");
    }
}
