package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An allowed directory was named by a symbolic link, and the link is moved after set-up. */
final class MovedLinkTest {
    @TempDir
    private Path temp;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private String hpcDaemon(String... args) {
        said.reset();
        PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
        var _ = Main.commandLine(new Context(new Home(temp.resolve("home")), InstantSource.system(), print, print))
                .execute(args);
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void startStatusAndDoctorSayWhereItLedAndLeadsAndWhatToDo() throws Exception {
        Path folder = temp.toRealPath();
        Path before = Files.createDirectory(folder.resolve("before"));
        Path after = Files.createDirectory(folder.resolve("after"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), before);
        Path key = Files.writeString(folder.resolve("key"), "hpc_daemon_0123456789abcdef");
        String[] setup = {
            "setup",
            "--no-interview",
            "--offline",
            "--url",
            "http://127.0.0.1:1",
            "--daemon-id",
            "box",
            "--api-key-file",
            key.toString(),
            "--allowed-dirs",
            link.toString()
        };
        assertThat(hpcDaemon(setup)).contains("set up box");
        assertThat(hpcDaemon("status")).doesNotContain("at set-up");

        Files.delete(link);
        Files.createSymbolicLink(link, after);

        for (String[] verb :
                new String[][] {{"status"}, {"status", "--json"}, {"doctor"}, {"start", "--detach", "--wait", "0"}}) {
            assertThat(hpcDaemon(verb).replaceAll("\\s+", " "))
                    .contains(
                            link + " was " + before + " at set-up",
                            "is now " + after,
                            "hpc-daemon setup --daemon-id box --allowed-dirs");
        }
        // One that was not waited for may be on its way still, and then there is nothing to stop yet.
        await().untilAsserted(() -> assertThat(hpcDaemon("stop")).contains("box is stopped"));

        Files.delete(link);
        assertThat(hpcDaemon("status")).contains("is not there any more");
        Files.createSymbolicLink(link, after);
        assertThat(hpcDaemon(setup)).contains("set up box");
        assertThat(hpcDaemon("status")).contains(after.toString()).doesNotContain("at set-up");
    }
}
