package org.hpcdaemon.sandbox.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.Level;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A home below a link, as where {@code /home} leads to {@code /export/home}: with each mechanism it is as any other. */
@Tag("slow")
final class LinkedHomeTest {
    @TempDir(factory = OutsideTmp.class)
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void withTheStateInIt(Mechanism mechanism) throws Exception {
        Path home = linkedHome();
        try (Agent agent = agent(home, home.resolve(".hpc_daemon"), mechanism)) {
            keepsWhatIsHidden(agent);
            assertThat(agent.state.resolve("state.db")).exists();
        }
    }

    @ParameterizedTest
    @EnumSource
    void withTheStateElsewhere(Mechanism mechanism) throws Exception {
        try (Agent agent = agent(linkedHome(), folder.toRealPath().resolve("state"), mechanism)) {
            keepsWhatIsHidden(agent);
        }
    }

    private Path linkedHome() throws Exception {
        Path root = folder.toRealPath();
        Path real = Files.createDirectories(root.resolve("export/home/ada"));
        Files.createDirectories(real.resolve(".ssh"));
        Files.writeString(real.resolve(".ssh/id_ed25519"), "XsecretX");
        Files.writeString(real.resolve(".netrc"), "XsecretX");
        Files.createDirectories(real.resolve("mine"));
        Files.writeString(real.resolve("mine/file"), "XsecretX");
        Files.writeString(real.resolve("data"), "readable");
        return Files.createSymbolicLink(root.resolve("home"), root.resolve("export/home"))
                .resolve("ada");
    }

    private Agent agent(Path home, Path state, Mechanism mechanism) throws Exception {
        Guarding guarding = new Guarding(
                IfUnenforced.REFUSE,
                Stream.of("mine", "not/yet", "data/is/a/file")
                        .map(path -> home.resolve(path).toString())
                        .toList(),
                false,
                false,
                false);
        Agent agent = new Agent(
                new Agent.Places(home, state, folder.toRealPath().resolve("ws")),
                mechanism,
                guarding,
                KernelSupport.here());
        Enforcing.assume(mechanism);
        assertThat(agent.guard.level())
                .as("%s", agent.guard.level().notes())
                .isInstanceOfSatisfying(
                        Level.Enforced.class,
                        level -> assertThat(level.mechanism()).isEqualTo(mechanism));
        return agent;
    }

    private void keepsWhatIsHidden(Agent agent) throws Exception {
        Path real = folder.toRealPath().resolve("export/home/ada");
        for (Agent.Way way : Agent.Way.values()) {
            String printed = agent.printed(way, """
                    for home in %s %s; do cat $home/.ssh/* $home/.ssh/id_ed25519 $home/.netrc $home/mine/file; cat $home/data; echo; done
                    mkdir -p %s/not && echo Xreached''X; head -c 6 %s/state.db; echo x > in.%s && echo written
                    """.formatted(agent.user, real, agent.user, agent.state, way));

            assertThat(printed)
                    .as("%s", way)
                    .doesNotContain("XsecretX", "XreachedX", "SQLite")
                    .contains("readable", "written");
        }
    }
}
