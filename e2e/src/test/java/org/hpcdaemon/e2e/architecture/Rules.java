package org.hpcdaemon.e2e.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** What may know what. The reasons are those of ARCHITECTURE.md. */
final class Rules {
    private static final String ROOT = "org.hpcdaemon.";

    private static final String[] SCHEDULERS = {ROOT + "jobs.slurm..", ROOT + "jobs.gridengine..", ROOT + "jobs.local.."
    };

    /** Each module, and the modules it may know: the arrows of ARCHITECTURE.md. */
    static final Map<String, List<String>> MODULES = Map.ofEntries(
            Map.entry("protocol", List.of()),
            Map.entry("mcp", List.of("protocol")),
            Map.entry("store", List.of()),
            Map.entry("cli", List.of("protocol")),
            Map.entry("link", List.of("protocol")),
            Map.entry("client", List.of("protocol", "link")),
            Map.entry("tools", List.of("protocol", "mcp", "client")),
            Map.entry("agent", List.of("protocol", "link", "client", "cli", "linux", "mcp", "tools")),
            Map.entry("examples", List.of("protocol", "client")),
            Map.entry("linux", List.of("protocol")),
            Map.entry("sandbox", List.of("protocol", "linux")),
            Map.entry("session", List.of("protocol", "store", "linux", "sandbox")),
            Map.entry("jobs", List.of("protocol", "store", "linux", "sandbox", "session")),
            Map.entry(
                    "daemon",
                    List.of("protocol", "link", "store", "client", "cli", "linux", "sandbox", "session", "jobs")),
            Map.entry("platform", List.of("protocol", "link", "store", "client", "cli", "mcp", "tools")),
            Map.entry("testkit", List.of("protocol")));

    static final ArchRule NO_PACKAGE_CYCLES =
            slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    static final ArchRule MODULES_KNOW_ONLY_THOSE_BELOW = CompositeArchRule.of(
            MODULES.entrySet().stream().map(Rules::onlyBelow).toList());

    static final ArchRule JOBS_KNOW_NO_SCHEDULER = noClasses()
            .that()
            .resideInAPackage(ROOT + "jobs..")
            .and()
            .resideOutsideOfPackages(SCHEDULERS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SCHEDULERS)
            .because("a scheduler is a choice of the composition root; jobs see the port");

    static final ArchRule ONLY_THE_ROOT_CHOOSES_A_SCHEDULER = noClasses()
            .that()
            .resideInAPackage(ROOT + "daemon..")
            .and()
            .resideOutsideOfPackage(ROOT + "daemon.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SCHEDULERS);

    static final ArchRule FEATURES_CALL_NOTHING_UPWARD = noClasses()
            .that()
            .resideInAPackage(ROOT + "daemon..")
            .and()
            .resideOutsideOfPackages(
                    ROOT + "daemon.cli..",
                    ROOT + "daemon.setup..",
                    ROOT + "daemon.app..",
                    ROOT + "daemon.uplink..",
                    ROOT + "daemon.dispatch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + "daemon.cli..", ROOT + "daemon.app..", ROOT + "daemon.uplink..", ROOT + "daemon.dispatch..");

    static final ArchRule THE_RELAY_KNOWS_NO_TRANSPORT = noClasses()
            .that()
            .resideInAPackage(ROOT + "platform.relay..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.net..",
                    "jakarta..",
                    "javax.servlet..",
                    "org.eclipse.jetty..",
                    ROOT + "platform.http..",
                    ROOT + "platform.socket..")
            .because("routing is tested with plain method calls");

    static final ArchRule ONLY_THE_PEER_OF_THE_PLATFORM_KNOWS_THE_SDK = noClasses()
            .that()
            .resideInAPackage(ROOT + "platform..")
            .and()
            .resideOutsideOfPackage(ROOT + "platform.peer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "client..", ROOT + "link..")
            .because("the relay's core stays free of what agents do with it: HTTP calls daemons by the peer alone");

    static final ArchRule MCP_HAS_NO_DOOR_OF_ITS_OWN = noClasses()
            .that()
            .resideInAPackage(ROOT + "mcp..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..", "org.eclipse.jetty..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executor.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(InstantSource.class)
            .because("stdio and HTTP bring threads, sockets and time; what they say to a client is tested without");

    static final ArchRule ONLY_LINUX_CALLS_NATIVE_CODE = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "linux..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign..")
            .because("a mistake there ends the process, so it stays where it can be reviewed as a whole");

    static final ArchRule ONE_PACKAGE_LINKS_NATIVE_FUNCTIONS = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "linux.call..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.foreign.Linker")
            .because("how errno is read and what a failed call throws is decided once");

    static final ArchRule ONLY_THE_DIALOG_OF_SETUP_KNOWS_JLINE = noClasses()
            .that()
            .resideInAPackage(ROOT + "daemon..")
            .and()
            .resideOutsideOfPackage(ROOT + "daemon.setup.dialog..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.jline..")
            .because("a daemon that runs for months loads nothing of the interview");

    static final ArchRule SECRETS_ARE_COMPARED_IN_ONE_PLACE = noClasses()
            .that()
            .resideInAPackage(ROOT + "platform.account..")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + "platform.account.Secrets")
            .should()
            .callMethod(String.class, "equals", Object.class)
            .orShould()
            .callMethod(String.class, "contentEquals", CharSequence.class)
            .orShould()
            .callMethod(String.class, "compareTo", String.class)
            .orShould()
            .callMethod(Objects.class, "equals", Object.class, Object.class)
            .orShould()
            .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
            .because(
                    "how long these take says where two texts differ; a secret is looked up by its hash, or compared by"
                            + " Secrets.same");

    private Rules() {}

    private static ArchRule onlyBelow(Map.Entry<String, List<String>> module) {
        String[] allowed = Stream.concat(Stream.of(module.getKey()), module.getValue().stream())
                .map(name -> ROOT + name + "..")
                .toArray(String[]::new);
        DescribedPredicate<JavaClass> ours = resideInAPackage(ROOT + ".");
        return noClasses()
                .that()
                .resideInAPackage(ROOT + module.getKey() + "..")
                .should()
                .dependOnClassesThat(ours.and(not(resideInAnyPackage(allowed))))
                // A module may be absent from the classes checked: the test sees to it that none is in what we ship.
                .allowEmptyShould(true);
    }
}
