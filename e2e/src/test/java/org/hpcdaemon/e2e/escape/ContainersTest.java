package org.hpcdaemon.e2e.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Resident;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.linux.file.FileTree;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.testkit.Installed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Images that agents start as Apptainer does, by the same calls: a user namespace, the image mounted or bound, another root. What runs
 * there sees the image alone, and writes where the agent may.
 */
final class ContainersTest {
    /** What is in the image: it lets go of what was outside, and ends with a code that nothing else has. */
    private static final String PROGRAM = """
            #include <stdio.h>
            #include <sys/mount.h>
            #include <sys/stat.h>
            #include <unistd.h>
            int main(void) {
                char line[64] = "";
                FILE *image = fopen("/etc/image", "r"), *made = fopen("/work/made", "a");
                struct stat seen;
                if (umount2("/old", 2)) perror("umount2");
                if (image) fgets(line, sizeof line, image);
                printf("%s, user %d, host %s\\n", line, (int) getuid(),
                    stat("/usr", &seen) && stat("/old/usr", &seen) ? "out of sight" : "seen");
                if (!made || fputs("made inside\\n", made) < 0 || fclose(made)) perror("/work/made");
                return 43;
            }
            """;

    /** Run as root of a user namespace: image, then the folder to share with it. Root's /proc cannot be mounted anew within the limits. */
    private static final String START = """
            set -e
            PATH=$PATH:/usr/sbin:/sbin
            root=$(mktemp -d)
            if [ -d "$1" ]; then mount --rbind "$1" "$root"; else squashfuse "$1" "$root"; fi
            mount --rbind "$2" "$root/work"
            mount --rbind /dev "$root/dev"
            mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc"
            cd "$root"
            pivot_root . old
            exec /bin/program
            """;

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class OfAUser {
        private final Strength strength;
        private final int uid;
        private Path place;
        private World world;
        private Tenant agent;

        @SuppressWarnings("NullAway.Init") // made before all tests
        OfAUser(Strength strength, int uid) {
            this.strength = strength;
            this.uid = uid;
        }

        @BeforeAll
        void start(@TempDir Path folder) throws Exception {
            int self = EscapesContract.self(folder);
            assumeTrue(self == EscapesContract.ROOT || self == uid, "only root can start a daemon as another user");
            assumeTrue(
                    self == uid || World.isOpenToAll(),
                    "a daemon of another user cannot be started, since the way to this clone, or to Java, is its owner's alone");
            String missing = Installed.missing("gcc", "unshare", "pivot_root");
            assumeTrue(missing.isEmpty(), missing);
            assumeTrue(
                    makesNamespaces(), "no user namespace can be made on this machine, or in the chroot that this is");
            boolean root = Files.isWritable(Path.of("/run"));
            place = Files.createTempDirectory(
                    root ? Path.of("/var/lib") : Path.of("target").toAbsolutePath(), "hpc-containers-");
            image();
            world = World.start(getClass(), folder);
            Resident resident = new Resident(uid, place, strength.isLimited(), List.of(), strength.settings());
            Daemon box = world.box(resident, Map.of());
            agent = new Tenant(
                    world.client(world.platform().agentKey(world.owner(), "agent"))
                            .connect(box.id()),
                    RandomIds.secure());
            String notes = agent.info().sandboxNotes().toString();
            assumeTrue(strength.isSaid(notes), "containers cannot be tried here: " + notes);
        }

        private static boolean makesNamespaces() throws Exception {
            return new ProcessBuilder("unshare", "--user", "--map-root-user", "true")
                            .start()
                            .waitFor()
                    == 0;
        }

        private void image() throws Exception {
            Path image = place.resolve("work/image");
            for (String name : List.of("bin", "etc", "proc", "dev", "work", "old")) {
                Files.createDirectories(image.resolve(name));
            }
            Files.writeString(image.resolve("etc/image"), "from the image");
            Files.writeString(place.resolve("work/start"), START);
            Files.createDirectories(place.resolve("user"));
            Path source = Files.writeString(place.resolve("program.c"), PROGRAM);
            run("gcc", "-static", "-o", image.resolve("bin/program").toString(), source.toString());
            if (Installed.has("mksquashfs")) {
                run(
                        "mksquashfs",
                        image.toString(),
                        place.resolve("work/image.sqfs").toString(),
                        "-quiet",
                        "-no-progress");
            }
        }

        private static void run(String... command) throws Exception {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        }

        @AfterAll
        void stop() throws IOException {
            try (World _ = world;
                    Tenant _ = agent) {}
            if (place != null) {
                FileTree.delete(place);
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"COMMAND", "SHELL", "JOB"})
        void aFolderRunsAsAContainer(Way way) throws IOException {
            starts(way, "image");
        }

        @ParameterizedTest
        @EnumSource(names = {"COMMAND", "SHELL", "JOB"})
        void anImageRunsThatAProgramMounts(Way way) throws IOException {
            String missing = Installed.missing("squashfuse", "mksquashfs");
            assumeTrue(missing.isEmpty(), missing);
            assumeTrue(mayUseFuse(), "this user may not use /dev/fuse on this machine");

            starts(way, "image.sqfs");
        }

        private boolean mayUseFuse() throws IOException {
            Path fuse = Path.of("/dev/fuse");
            return Files.exists(fuse)
                    && (uid == EscapesContract.ROOT
                            || Files.getPosixFilePermissions(fuse).contains(PosixFilePermission.OTHERS_WRITE));
        }

        private void starts(Way way, String image) throws IOException {
            Path shared = place.resolve("work/shared." + way + "." + image);
            String ran = printed(way, """
                    cd %s/work; mkdir %2$s
                    unshare --user --map-root-user --mount --pid --fork bash start $PWD/%3$s $PWD/%2$s; echo code $?
                    """.formatted(place, shared.getFileName(), image));

            assertThat(ran).isEqualTo("from the image, user 0, host out of sight\ncode 43\n");
            assertThat(shared.resolve("made"))
                    .hasContent("made inside")
                    .satisfies(made -> assertThat(EscapesContract.self(made)).isEqualTo(uid));
        }

        @Test
        void aBoxOfBubblewrapsRunsWithin() {
            String missing = Installed.missing("bwrap");
            assumeTrue(missing.isEmpty(), missing);

            assertThat(
                            printed(
                                    Way.COMMAND,
                                    "bwrap --unshare-user --unshare-pid --unshare-uts --hostname inside --ro-bind / / uname -n"))
                    .isEqualTo("inside\n");
        }

        private String printed(Way way, String command) {
            return switch (way) {
                case COMMAND -> {
                    ExecResult ran = agent.exec(command);
                    yield Objects.requireNonNull(ran.stdout()).head()
                            + Objects.requireNonNull(ran.stderr()).head();
                }
                case SHELL -> {
                    ShellRunResult ran = agent.inShell(command);
                    yield ran.output().head();
                }
                case JOB, STEP -> {
                    JobInfo job = agent.job(command);
                    yield agent.printed(job, LogStream.STDOUT) + agent.printed(job, LogStream.STDERR);
                }
            };
        }
    }

    @Nested
    final class OfRootWithinTheLimits extends OfAUser {
        OfRootWithinTheLimits() {
            super(Strength.BUBBLEWRAP_WITH_CONTAINERS, EscapesContract.ROOT);
        }
    }

    @Nested
    final class OfAnOrdinaryUserWithinTheLimits extends OfAUser {
        OfAnOrdinaryUserWithinTheLimits() {
            super(Strength.BUBBLEWRAP_WITH_CONTAINERS, EscapesContract.NOBODY);
        }
    }

    @Nested
    final class OfRootWithoutLimits extends OfAUser {
        OfRootWithoutLimits() {
            super(Strength.OFF, EscapesContract.ROOT);
        }
    }

    @Nested
    final class OfAnOrdinaryUserWithoutLimits extends OfAUser {
        OfAnOrdinaryUserWithoutLimits() {
            super(Strength.OFF, EscapesContract.NOBODY);
        }
    }
}
