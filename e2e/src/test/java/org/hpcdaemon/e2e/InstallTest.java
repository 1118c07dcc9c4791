package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.e2e.world.Download;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.id.DaemonId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./release} makes, installed by a user: it is whole or it is not there, and it works without Java and Maven. */
@Order(1)
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InstallTest {
    private Download download;
    private Path home;

    @BeforeAll
    @Timeout(value = 30, unit = TimeUnit.MINUTES) // as long as a build may take on a busy machine
    void make(@TempDir Path folder) {
        download = Download.make(folder.resolve("download"));
    }

    @BeforeEach
    void newHome(@TempDir Path folder) throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
    }

    @Test
    void theArchivesAreSmallAndTheirSumsAreListed() throws IOException {
        assertThat(Files.size(download.all())).isLessThanOrEqualTo(60_000_000);
        assertThat(Files.size(download.client())).isLessThanOrEqualTo(45_000_000);
        Outcome<String> sums =
                World.script("/bin/sh", "-c", "cd '" + download.folder() + "' && sha256sum -c --strict SHA256SUMS");
        assertThat(sums.exitCode()).as(sums.out() + sums.err()).isZero();
        assertThat(sums.out()).contains(download.all().getFileName() + ": OK", "install.sh: OK");
    }

    @Test
    void isInstalledFromItsArchiveAndWorks(@TempDir Path folder) throws IOException {
        Outcome<String> installed = install("--from", download.client().toString());

        assertThat(installed.exitCode()).as(installed.err()).isZero();
        assertThat(installed.out()).contains("next: hpc-daemon setup --url");
        assertThat(bin("hpc")).isSymbolicLink();
        assertThat(bin("hpc-platform")).doesNotExist();
        assertThat(home.resolve(".local/share/man/man1/hpc.1.gz")).exists();
        assertThat(home.resolve(".local/share/hpc-daemon/current/cache/hpc.aot"))
                .isNotEmptyFile();
        // Neither a Java nor anything else of the machine's but the usual programs.
        Outcome<String> version = World.script(
                "/usr/bin/env",
                "-i",
                "HOME=" + home,
                "PATH=/usr/bin:/bin",
                bin("hpc").toString(),
                "--version");
        assertThat(version.out()).isEqualTo("hpc " + version() + "\n");
        try (World world = World.start(InstallTest.class, folder)) {
            var _ = world.box(Download.installed(home));
            String key = world.platform().agentKey(World.ADA, "agent");

            Outcome<String> outcome = world.hpc(
                    Download.installed(home), key, "exec", "box", "--", "sh", "-c", "echo out; echo err >&2; exit 7");

            assertThat(outcome.out()).as(outcome.err()).isEqualTo("out\n");
            assertThat(outcome.err()).isEqualTo("err\n");
            assertThat(outcome.exitCode()).isEqualTo(7);
            assertThat(world.hpc(key, "daemons", "--json").out()).contains("\"" + version() + "\"");
        }
    }

    @Test
    void isInstalledAgainWithoutHarmAndFromTheFolderItIsIn() throws IOException {
        assertThat(install("--from", download.client().toString()).exitCode()).isZero();
        Path there = home.resolve(".local/share/hpc-daemon").resolve(version());

        Outcome<String> again = install("--from", download.client().toString());
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains(version() + " is installed already");

        Path other = Files.createDirectory(home.resolve("other"));
        Outcome<String> unpacked =
                World.script("/bin/sh", there.resolve("install.sh").toString(), "--prefix", other.toString());
        assertThat(unpacked.exitCode()).as(unpacked.err()).isZero();
        assertThat(World.script(other.resolve("bin/hpc").toString(), "--version")
                        .out())
                .contains(version());
    }

    @Test
    void aBrokenArchiveInstallsNothing() throws IOException {
        Path broken = Files.createDirectory(home.resolve("broken"));
        Path archive = broken.resolve(download.client().getFileName());
        Files.copy(download.folder().resolve("SHA256SUMS"), broken.resolve("SHA256SUMS"));
        Files.copy(download.client(), archive);
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
            file.seek(file.length() / 2);
            file.write(new byte[64]);
        }

        Outcome<String> withSums = install("--from", archive.toString());
        Files.delete(broken.resolve("SHA256SUMS"));
        Outcome<String> without = install("--from", archive.toString());
        Files.copy(download.client(), archive, StandardCopyOption.REPLACE_EXISTING);
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        Outcome<String> truncated = install("--from", archive.toString());

        assertThat(withSums.err()).contains("is not what SHA256SUMS says").contains("nothing was installed");
        assertThat(List.of(withSums.exitCode(), without.exitCode(), truncated.exitCode()))
                .containsOnly(1);
        assertNothingIsInstalled();
    }

    @Test
    void aHomeWithoutRoomKeepsNothingHalfInstalled() {
        // No file may be larger: the system refuses the largest in the midst of unpacking, as a full quota does.
        Outcome<String> outcome = World.script(
                "/bin/sh",
                "-c",
                "ulimit -f 10000; HOME='" + home + "' exec sh '" + download.folder() + "/install.sh' --from '"
                        + download.client() + "'");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("no room in", "nothing was installed");
        assertNothingIsInstalled();
    }

    @Test
    void anotherProcessorOrLibraryIsRefusedInOneLine() throws IOException {
        Path programs = Files.createDirectory(home.resolve("programs"));
        Path uname = Files.writeString(programs.resolve("uname"), """
                #!/bin/sh
                case $1 in -s) echo Linux ;; -m) echo riscv64 ;; *) echo Linux riscv64 ;; esac
                """);
        Files.setPosixFilePermissions(uname, PosixFilePermissions.fromString("rwxr-xr-x"));

        Outcome<String> outcome = World.script(
                "/usr/bin/env",
                "HOME=" + home,
                "PATH=" + programs + ":" + System.getenv("PATH"),
                "sh",
                download.folder().resolve("install.sh").toString(),
                "--from",
                download.client().toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).contains("there is no release for Linux riscv64");
        assertNothingIsInstalled();
    }

    @Test
    void aProgramOfTheUsersOwnIsNotReplaced() throws IOException {
        Files.createDirectories(home.resolve(".local/bin"));
        Files.writeString(bin("hpc"), "mine");

        Outcome<String> outcome = install("--from", download.client().toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains(bin("hpc") + " is there and is not a link");
        assertThat(bin("hpc")).hasContent("mine");
        assertNothingIsInstalled();
    }

    @Test
    void whatADaemonOnAnotherMachineMayRunStays(@TempDir Path folder) throws IOException {
        assertThat(install("--from", download.client().toString()).exitCode()).isZero();
        Path earlier = home.resolve(".local/share/hpc-daemon").resolve(version());
        Path number = Files.createDirectory(home.resolve(".hpc_daemon")).resolve("box.pid");
        Files.writeString(number, "99999999\n"); // no process of this machine
        Path next = download.clientAs("99.0", Files.createDirectory(folder.resolve("next")));

        assertThat(install("--from", next.toString()).exitCode()).isZero();
        assertThat(earlier.resolve("runtime")).exists();

        Files.delete(number);
        assertThat(install("--tidy").exitCode()).isZero();
        assertThat(earlier).doesNotExist();
        assertThat(World.script(bin("hpc").toString(), "--version").out()).isEqualTo("hpc 99.0\n");
    }

    @Test
    void isRemovedWithoutATraceButTheUsersState() throws IOException {
        assertThat(install("--from", download.client().toString()).exitCode()).isZero();
        Path state = Files.createDirectory(home.resolve(".hpc_daemon"));

        Outcome<String> outcome = install("--uninstall");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains(state.toString());
        try (Stream<Path> all = Files.walk(home)) {
            assertThat(all.filter(file -> !Files.isDirectory(file))).isEmpty();
        }
        assertThat(home.resolve(".local/share/hpc-daemon")).doesNotExist();
        assertThat(state).exists();
    }

    @Test
    void anUpgradeLosesNoJobAndEndsAShellOnlyWhenToldTo(@TempDir Path folder) throws Exception {
        assertThat(install("--from", download.client().toString()).exitCode()).isZero();
        Path next = download.clientAs("99.0", Files.createDirectory(folder.resolve("next")));
        Path go = folder.resolve("go");
        try (World world = World.start(InstallTest.class, folder)) {
            setUp(world, folder);
            String key = world.platform().agentKey(World.ADA, "agent");
            String job = world.hpc(
                            key,
                            "job",
                            "submit",
                            "box",
                            "--context",
                            "epoch 3",
                            "--",
                            "sh",
                            "-c",
                            "until [ -e '" + go + "' ]; do sleep 0.2; done; echo done")
                    .out()
                    .strip();
            try (DaemonSession session = world.client(key).connect(new DaemonId("box"))) {
                RemoteShell shell = session.openShell();

                Outcome<String> refused = daemon("upgrade", "--from", next.toString());
                assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
                assertThat(refused.err()).contains("ends 1 shell of agent; jobs go on", "--when-idle");
                assertThat(session.shells().shells()).as("it lives").hasSize(1);
                shell.close();
            }
            Outcome<String> upgraded = daemon("upgrade", "--from", next.toString(), "--when-idle");
            assertThat(upgraded.exitCode()).as(upgraded.err()).isZero();

            assertThat(World.script(bin("hpc").toString(), "--version").out()).isEqualTo("hpc 99.0\n");
            assertThat(world.hpc(key, "daemons", "--json").out()).contains("\"99.0\"");
            assertThat(home.resolve(".local/share/hpc-daemon").resolve(version()))
                    .as("nothing runs the earlier version any longer")
                    .doesNotExist();
            Files.createFile(go);
            assertThat(world.hpc(key, "job", "wait", "box", job).exitCode()).isZero();
            await().untilAsserted(() ->
                    assertThat(world.hpc(key, "events", "--json").out()).contains("epoch 3", job));

            Outcome<String> running = daemon("uninstall");
            assertThat(running.exitCode()).isNotZero();
            assertThat(running.err()).contains("box is running", "hpc-daemon stop");
            assertThat(daemon("stop").exitCode()).isZero();
            Outcome<String> removed = daemon("uninstall");
            assertThat(removed.exitCode()).as(removed.err()).isZero();
            assertThat(bin("hpc-daemon")).doesNotExist();
        } finally {
            if (Files.exists(bin("hpc-daemon"))) {
                daemon("stop");
            }
        }
    }

    private void setUp(World world, Path folder) throws IOException {
        Path work = Files.createDirectory(folder.resolve("work"));
        Path key = Files.writeString(folder.resolve("key"), world.platform().daemonKey(World.ADA, "box"));
        Outcome<String> setup = daemon(
                "setup",
                "--no-interview",
                "--url",
                world.platform().url(),
                "--api-key-file",
                key.toString(),
                "--daemon-id",
                "box",
                "--work-dir",
                work.toString(),
                "--allowed-dirs",
                "any");
        assertThat(setup.exitCode()).as(setup.err()).isZero();
        Outcome<String> start = daemon("start", "--detach", "--wait", "180");
        assertThat(start.exitCode()).as(start.err()).isZero();
    }

    private Outcome<String> daemon(String... arguments) {
        return Download.daemon(home, arguments);
    }

    private Outcome<String> install(String... arguments) {
        return download.install(home, arguments);
    }

    private Path bin(String program) {
        return home.resolve(".local/bin").resolve(program);
    }

    /** As the archive's name has it. */
    private String version() {
        return download.all().getFileName().toString().replaceFirst("hpc-daemon-(.*)-linux-.*", "$1");
    }

    private void assertNothingIsInstalled() {
        assertThat(home.resolve(".local/share/hpc-daemon"))
                .satisfiesAnyOf(
                        folder -> assertThat(folder).doesNotExist(),
                        folder -> assertThat(folder).isEmptyDirectory());
    }
}
