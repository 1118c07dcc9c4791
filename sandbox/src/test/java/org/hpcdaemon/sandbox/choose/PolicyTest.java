package org.hpcdaemon.sandbox.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.linux.restrict.Kernel;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.sandbox.Confinement;
import org.hpcdaemon.sandbox.Confinements;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.Level;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.hpcdaemon.sandbox.kernel.Rights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in force where the host does not do everything: what it can, and else what the user chose. */
final class PolicyTest {
    @TempDir(factory = OutsideTmp.class)
    private Path root;

    private Path bin;

    @BeforeEach
    void prepare() throws Exception {
        bin = Files.createDirectories(root.resolve("bin"));
        Files.createDirectories(root.resolve("user"));
        Files.createDirectories(root.resolve("ws"));
    }

    private Guard guard(IfUnenforced choice, Path allowed, KernelSupport host) {
        return Guards.of(asked(choice, allowed), host);
    }

    private Confinement asked(IfUnenforced choice, Path allowed) {
        return asked(new Guarding(choice, List.of(), false, false, false), List.of(allowed));
    }

    private Confinement asked(Guarding guarding, List<Path> allowed) {
        return Confinements.of(
                root.resolve("state"),
                allowed,
                guarding,
                Map.of("PATH", bin.toString(), "HOME", root.resolve("user").toString()));
    }

    private Path program(String name, String text) throws Exception {
        Path file = Files.writeString(bin.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void noDirectoryNamedMeansNoLimits() {
        assertThat(free(Guarding.DEFAULT)).isEqualTo(new Level.Off(List.of()));
    }

    @Test
    void whatComesWithDirectoriesOnlyIsNotPromisedWithout() {
        Level level = free(new Guarding(IfUnenforced.REFUSE, List.of("/secret"), true, true, false));

        assertThat(level.word()).isEqualTo("off");
        assertThat(level.notes())
                .containsExactly(
                        "no directory is named, so the network is not cut",
                        "no directory is named, so nothing is hidden",
                        "no directory is named, so Unix sockets stay");
    }

    private Level free(Guarding guarding) {
        return Guards.of(asked(guarding, List.of())).level();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#!/bin/sh\nprintf 'bwrap: ' >&2; sleep 0.1; echo 'No permissions to create new namespace' >&2; exit 1\n",
                "#!/bin/sh\nexit 0\n",
                "#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\"\n",
                "not even a program"
            })
    void aBubblewrapThatDoesNotConfineIsNotTakenForOneThatDoes(String text) throws Exception {
        program("bwrap", text);

        Guard guard = guard(IfUnenforced.REFUSE, root.resolve("ws"), new KernelSupport(Kernel.landlockVersion()));
        Guard withoutLandlock = guard(IfUnenforced.REFUSE, root.resolve("ws"), new KernelSupport(0));

        assertThat(guard.level()).isNotEqualTo(new Level.Enforced(Mechanism.BUBBLEWRAP, List.of()));
        assertThat(withoutLandlock.level().word()).isEqualTo("refused");
        assertThat(withoutLandlock.level().notes())
                .anyMatch(reason -> reason.contains("bwrap does not work here: ")
                        && (reason.endsWith("new namespace") || !text.contains("namespace")))
                .contains("Landlock is off in this kernel");
    }

    @Test
    void withNothingAndNoChoiceNothingRuns() {
        Guard guard = guard(IfUnenforced.REFUSE, root.resolve("ws"), new KernelSupport(0));
        Spawner.Command command = new Spawner.Command(List.of("true"), Map.of(), "/");

        assertThatThrownBy(() -> guard.command(command)).isInstanceOfSatisfying(HpcException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.NOT_ALLOWED);
            assertThat(e.reason())
                    .contains("bubblewrap is not installed", "Landlock is off", "--if-unenforced advisory");
        });
        assertThatThrownBy(() -> guard.job(null)).isInstanceOf(HpcException.class);
    }

    @Test
    void withNothingAndTheUsersChoiceThingsRunAndSayWhatIsLost() {
        Guard guard = guard(IfUnenforced.ADVISORY, root.resolve("ws"), new KernelSupport(0));
        Spawner.Command command = new Spawner.Command(List.of("true"), Map.of(), "/");

        assertThat(guard.command(command)).isEqualTo(command);
        assertThat(guard.level())
                .isInstanceOf(Level.Advisory.class)
                .extracting(Level::notes, LIST)
                .hasSize(3)
                .last()
                .isEqualTo(Level.WITHOUT);
    }

    @Test
    void theReportOfAHostNamesTheLevelThatWouldBeInForce() throws Exception {
        program("bwrap", "#!/bin/sh\nexit 1\n");

        HostReport report = HostReport.of(asked(IfUnenforced.REFUSE, root.resolve("ws")));
        HostReport ofTheHome = HostReport.of(asked(IfUnenforced.REFUSE, root));

        assertThat(report.enforced()).isEqualTo(Kernel.landlockVersion() >= Rights.MIN_VERSION);
        assertThat(report.notes().getFirst()).containsAnyOf("by landlock", "bwrap does not work here");
        assertThat(ofTheHome.enforced()).isFalse();
    }

    @Test
    void aDirectoryThatHoldsTheHomeIsNotEnforcedHoweverGoodTheHost() {
        Guard guard = guard(IfUnenforced.REFUSE, root, new KernelSupport(Kernel.landlockVersion()));

        assertThat(guard.level().word()).isEqualTo("refused");
        assertThat(guard.level().notes()).singleElement().asString().contains("holds your home");
    }
}
