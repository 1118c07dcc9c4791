package org.hpcdaemon.e2e.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule holds in what we ship, and fails where it is broken. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ArchitectureTest {
    private JavaClasses shipped;

    @BeforeAll
    void readWhatWeShip() {
        shipped = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.hpcdaemon");
    }

    @Test
    void theGateSeesEveryModule() {
        assertThat(shipped.stream()
                        .map(type -> type.getPackageName().split("\\.", -1)[2])
                        .collect(Collectors.toSet()))
                .isEqualTo(Rules.MODULES.keySet());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holdsInWhatWeShip(Breach breach) {
        breach.rule().check(shipped);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void failsWhereItIsBroken(Breach breach, @TempDir Path folder) {
        JavaClasses broken = new ClassFileImporter().importPath(Sources.compile(folder, breach.sources()));

        assertThat(breach.rule().evaluate(broken).hasViolation()).isTrue();
    }

    @Test
    void noRuleIsWithoutItsBreach() {
        long declared = Arrays.stream(Rules.class.getDeclaredFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == ArchRule.class)
                .count();

        assertThat(rules().count()).isEqualTo(declared);
    }

    static Stream<Breach> rules() {
        return Stream.of(
                new Breach(
                        "no package cycles",
                        Rules.NO_PACKAGE_CYCLES,
                        "package org.hpcdaemon.store.a; public class A { org.hpcdaemon.store.b.B b; }",
                        "package org.hpcdaemon.store.b; public class B { org.hpcdaemon.store.a.A a; }"),
                new Breach(
                        "modules know only those below",
                        Rules.MODULES_KNOW_ONLY_THOSE_BELOW,
                        "package org.hpcdaemon.link; class A { org.hpcdaemon.client.HpcClient client; }"),
                new Breach(
                        "jobs know no scheduler",
                        Rules.JOBS_KNOW_NO_SCHEDULER,
                        "package org.hpcdaemon.jobs; class A { org.hpcdaemon.jobs.slurm.Slurm slurm; }",
                        "package org.hpcdaemon.jobs.slurm; public class Slurm {}"),
                new Breach(
                        "only the root chooses a scheduler",
                        Rules.ONLY_THE_ROOT_CHOOSES_A_SCHEDULER,
                        "package org.hpcdaemon.daemon.cluster; class A { org.hpcdaemon.jobs.slurm.Slurm slurm; }",
                        "package org.hpcdaemon.jobs.slurm; public class Slurm {}"),
                new Breach(
                        "features call nothing upward",
                        Rules.FEATURES_CALL_NOTHING_UPWARD,
                        "package org.hpcdaemon.daemon.cluster; class A { org.hpcdaemon.daemon.app.DaemonApp app; }"),
                new Breach(
                        "the relay knows no transport",
                        Rules.THE_RELAY_KNOWS_NO_TRANSPORT,
                        "package org.hpcdaemon.platform.relay; class A { java.net.http.WebSocket socket; }"),
                new Breach(
                        "only the peer of the platform knows the SDK",
                        Rules.ONLY_THE_PEER_OF_THE_PLATFORM_KNOWS_THE_SDK,
                        "package org.hpcdaemon.platform.http; class A { org.hpcdaemon.client.DaemonSession session; }"),
                new Breach(
                        "mcp has no door of its own",
                        Rules.MCP_HAS_NO_DOOR_OF_ITS_OWN,
                        "package org.hpcdaemon.mcp.http; class A { void run() { new Thread(() -> {}).start(); } }"),
                new Breach(
                        "only linux calls native code",
                        Rules.ONLY_LINUX_CALLS_NATIVE_CODE,
                        "package org.hpcdaemon.session.shell; class A { java.lang.foreign.Arena arena; }"),
                new Breach(
                        "one package links native functions",
                        Rules.ONE_PACKAGE_LINKS_NATIVE_FUNCTIONS,
                        "package org.hpcdaemon.linux.system;"
                                + " class A { Object linker = java.lang.foreign.Linker.nativeLinker(); }"),
                new Breach(
                        "secrets are compared in one place",
                        Rules.SECRETS_ARE_COMPARED_IN_ONE_PLACE,
                        "package org.hpcdaemon.platform.account;"
                                + " class A { boolean same(String a, String b) { return a.equals(b); } }"),
                new Breach(
                        "only setup knows JLine",
                        Rules.ONLY_THE_DIALOG_OF_SETUP_KNOWS_JLINE,
                        "package org.hpcdaemon.daemon.app; class A { org.jline.terminal.Terminal terminal; }"));
    }

    /** A rule, and code that breaks it. */
    record Breach(String name, ArchRule rule, List<String> sources) {
        Breach(String name, ArchRule rule, String... sources) {
            this(name, rule, List.of(sources));
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
