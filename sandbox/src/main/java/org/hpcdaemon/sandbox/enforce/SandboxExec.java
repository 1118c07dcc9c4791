package org.hpcdaemon.sandbox.enforce;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.linux.call.ProcessorFamily;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.restrict.Kernel;
import org.hpcdaemon.linux.restrict.Restriction;
import org.hpcdaemon.linux.restrict.Takeover;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.sandbox.Confinement;
import org.hpcdaemon.sandbox.Containers;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.kernel.Domain;
import org.hpcdaemon.sandbox.kernel.Executables;
import org.hpcdaemon.sandbox.kernel.Reaper;
import org.hpcdaemon.sandbox.kernel.Rights;
import org.hpcdaemon.sandbox.kernel.UserNamespaces;
import org.hpcdaemon.sandbox.plan.Bounds;
import org.hpcdaemon.sandbox.plan.ReadPlan;
import org.hpcdaemon.sandbox.plan.SandboxPlan;
import org.hpcdaemon.sandbox.plan.SecretVariables;

/**
 * Enters the best sandbox that works on this machine, and becomes the command in it: by bubblewrap, else by Landlock, else
 * what the user chose for machines that do neither. It answers only if it could not.
 */
public final class SandboxExec {
    // More than the kernel lets a program have of arguments and environment; a plan may hold all of them.
    private static final int MAX_PLAN_BYTES = 8 << 20;

    /** Nothing was run. */
    private static final int REFUSED = 125;

    // Looks for the command as a shell does, in the command's own PATH.
    private static final String BECOME = "exec \"$@\"";

    private final ReadPlan plan;
    private final List<Bytes> command;
    private final PrintStream err;
    private final List<String> reasons = new ArrayList<>();

    private SandboxExec(ReadPlan plan, List<Bytes> command, PrintStream err) {
        this.plan = plan;
        this.command = command;
        this.err = err;
    }

    /** For a job's wrapper: the plan is on descriptor 3, the command is this process's own, after its first {@code --}. */
    public static int byPlan(PrintStream err) throws IOException {
        ReadPlan plan = readPlan();
        if (plan.said("own").isEmpty() || plan.said("tmp").isEmpty()) {
            err.println(
                    "hpc-daemon: --plan is for the wrappers of jobs, which have a plan on descriptor 3; leave it out");
            return REFUSED;
        }
        return new SandboxExec(plan, commandOfThisProcess(), err).enter();
    }

    /** Where the daemon runs from classes and has no launcher, as in tests. */
    static void main() throws IOException {
        System.exit(byPlan(System.err));
    }

    private static ReadPlan readPlan() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("/proc/self/fd/3"))) {
            return ReadPlan.of(Bytes.of(in.readNBytes(MAX_PLAN_BYTES)));
        }
    }

    /** For a person: the command has what agents' commands have, which a daemon need not run for. */
    public static int by(Confinement asked, List<String> words, PrintStream err) throws IOException {
        Bounds bounds = Bounds.of(asked);
        String path = asked.environment().getOrDefault("PATH", Bubblewrap.PATH);
        SandboxPlan plan = JobBox.plan(bounds)
                .say("path", path)
                .say("policy", asked.guarding().ifUnenforced().toString())
                .say("cwd", System.getProperty("user.dir"));
        SecretVariables.removedFrom(ChildEnvironment.ofThisProcess())
                .base()
                .forEach((name, value) -> plan.say("env", name + "=" + value));
        Optional<ProcessorFamily> machine = ProcessorFamily.here();
        if (machine.isPresent()) {
            BoxFolder folder =
                    BoxFolder.create(bounds.state().resolve("guard"), machine.get(), bounds.containers(), path);
            BoxFolder.ownersOnly(bounds.tmp());
            folder.hints().tell(plan);
            plan.say("own", folder.script().toString())
                    .say("seccomp", folder.filter().toString())
                    .say("tmp", bounds.tmp().toString());
            if (bounds.noUnixSockets()) {
                plan.say("strict", folder.strictFilter().toString());
            }
        }
        SandboxExec exec = new SandboxExec(
                ReadPlan.of(plan.bytes()), words.stream().map(Bytes::utf8).toList(), err);
        Optional<String> fault = bounds.fault();
        if (asked.allowed().isEmpty()) {
            exec.say("nothing is limited: this daemon was set up without --allowed-dirs");
            return exec.becomeUnlimited();
        } else if (fault.isPresent()) {
            exec.reasons.add(fault.get());
            return exec.goWithout();
        }
        return exec.enter();
    }

    /** As the kernel has them: the JVM's own are text in the encoding of the locale, which may lose what is none. */
    private static List<Bytes> commandOfThisProcess() throws IOException {
        String all = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1);
        return Stream.of(all.substring(0, all.length() - 1).split("\0", -1))
                .dropWhile(word -> !word.equals("--"))
                .skip(1)
                .map(SandboxExec::bytes)
                .toList();
    }

    private int enter() {
        Optional<ProcessorFamily> machine = ProcessorFamily.here();
        if (machine.isEmpty()) {
            reasons.add(ProcessorFamily.unknown());
        } else {
            enterBubblewrap();
            enterLandlock(machine.get());
        }
        return goWithout();
    }

    /** Returns if it does not work here. */
    private void enterBubblewrap() {
        Optional<String> program = plan.said("bwrap")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .or(() -> Executables.onPath("bwrap", plan.said("path").orElse(Bubblewrap.PATH)));
        if (program.isEmpty()) {
            reasons.add(Bubblewrap.ABSENT);
            return;
        }
        try {
            boolean scoped = Kernel.landlockVersion() >= Rights.SCOPES && !Executables.isSetUid(Path.of(program.get()));
            Optional<String> strict = plan.said("strict").filter(_ -> !scoped);
            ReadPlan found = plan.and("bwrap", program.get());
            JobSandbox box = new JobSandbox(
                    strict.map(filter -> found.and("seccomp", filter)).orElse(found), scoped);
            Optional<String> failure = box.fault();
            if (failure.isPresent()) {
                reasons.add(program.get() + " does not work here: " + failure.get() + UserNamespaces.forbidden());
                return;
            }
            noteEntered(scoped);
            enforcedBy(Mechanism.BUBBLEWRAP, scoped || strict.isPresent() ? List.of() : List.of(Bubblewrap.UNSCOPED));
            box.become(command);
        } catch (IOException e) {
            reasons.add("bubblewrap was not entered: " + e.getMessage());
        }
    }

    /** What later tasks of the job's steps on this machine need not try again. */
    private void noteEntered(boolean scoped) throws IOException {
        Optional<Path> file = plan.path("entered");
        if (file.isPresent()) {
            Files.writeString(file.get(), scoped ? "scoped\n" : "unscoped\n");
        }
    }

    /** Returns if it does not work here. */
    private void enterLandlock(ProcessorFamily machine) {
        int version = Kernel.landlockVersion();
        if (version < Rights.MIN_VERSION) {
            reasons.add(Domain.tooOld(version));
            return;
        }
        Path own = plan.path("own").orElseThrow();
        Bounds bounds = new Bounds(
                plan.paths("write"),
                Stream.concat(plan.paths("mask").stream(), plan.paths("home").stream())
                        .toList(),
                own,
                plan.path("tmp").orElseThrow(),
                own,
                List.of(),
                plan.said("network").isPresent(),
                true,
                false);
        Domain domain = new Domain(bounds, machine, version, List::of);
        Map<String, String> environment = plan.environment();
        environment.put("TMPDIR", domain.tmp(environment.get("TMPDIR")));
        plan.paths("front").forEach(folder -> SlurmHints.putFirst(folder.toString(), environment));
        List<Path> writable = Stream.of("log", "records", "terminal")
                .flatMap(kind -> plan.paths(kind).stream())
                .toList();
        try {
            enforcedBy(
                    Mechanism.LANDLOCK,
                    Stream.concat(
                                    domain.gaps().stream(),
                                    plan.said("containers").stream()
                                            .map(_ -> new Containers.Impossible(Landlock.NO_MOUNTS).words()))
                            .toList());
            int _ = new Restriction(() -> {
                        Optional<Path> alive = plan.path("alive")
                                // A task of a step becomes the command, in place: its own end is the end.
                                .or(() -> plan.said("step")
                                        .map(_ -> Path.of("/proc/"
                                                + ProcessHandle.current().pid())))
                                .filter(_ -> version >= Rights.SCOPES);
                        if (alive.isPresent()) {
                            Reaper.start(alive.get());
                        }
                        domain.restrictWithPipes(plan.paths("read"), writable, plan.paths("pipes"));
                        seeNothingOf(own);
                    })
                    .spawn(() -> become(environment));
        } catch (IOException e) {
            reasons.add("Landlock does not work here: " + e.getMessage());
        }
    }

    /** The trial of a domain costs no process: the thread that is in it looks. */
    private static void seeNothingOf(Path own) throws IOException {
        try {
            Files.newInputStream(own).close();
        } catch (AccessDeniedException _) {
            return;
        }
        throw new IOException("what it should hide can be read through it");
    }

    /** A level does not drop in silence, nor what it is held by. */
    private void enforcedBy(Mechanism mechanism, List<String> gaps) {
        tell("enforced");
        if (plan.said("promised")
                .filter(promised -> promised.equals(mechanism.toString()) || promised.equals("any"))
                .isEmpty()) {
            say("the allowed directories are enforced by " + mechanism + " on " + machineName()
                    + (reasons.isEmpty() ? "" : ", since " + String.join("; ", reasons))
                    + (gaps.isEmpty() ? "" : "; so " + String.join("; ", gaps)));
        }
    }

    private int goWithout() {
        switch (policy()) {
            case REFUSE -> {
                tell("refused");
                say("nothing was run, since " + machineName() + " cannot enforce the allowed directories: "
                        + String.join("; ", reasons)
                        + ". Ask those who run it to make one of these work, or let the daemon's user run: hpc-daemon"
                        + " setup --if-unenforced advisory");
            }
            case ADVISORY -> {
                tell("advisory");
                say("nothing keeps this within the allowed directories on " + machineName() + " ("
                        + String.join("; ", reasons) + "): it runs at advisory, as the daemon's user chose. They are: "
                        + String.join(
                                ", ",
                                plan.paths("write").stream().map(Path::toString).toList()));
                return becomeUnlimited();
            }
        }
        return REFUSED;
    }

    private int becomeUnlimited() {
        try {
            return become(plan.environment());
        } catch (UncheckedIOException e) {
            say("nothing was run: " + e.getMessage());
            return REFUSED;
        }
    }

    private IfUnenforced policy() {
        return plan.said("policy")
                        .filter(IfUnenforced.ADVISORY.toString()::equals)
                        .isPresent()
                ? IfUnenforced.ADVISORY
                : IfUnenforced.REFUSE;
    }

    private int become(Map<String, String> environment) {
        List<Bytes> argv = new ArrayList<>(Stream.of("/bin/bash", "-p", "-c", BECOME, "hpc-daemon")
                .map(Bytes::utf8)
                .toList());
        argv.addAll(command);
        List<Bytes> variables = environment.entrySet().stream()
                .map(variable -> bytes(variable.getKey() + "=" + variable.getValue()))
                .toList();
        try {
            return Takeover.by("/bin/bash", argv, variables, null, JobSandbox.kept(plan));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves word, for the daemon, of what is in force. */
    private void tell(String level) {
        try {
            Optional<Path> file = plan.path("level");
            if (file.isPresent()) {
                Files.writeString(file.get(), level + "\n");
            }
            Optional<Path> news = plan.path("news");
            if (news.isPresent()) {
                Files.write(news.get(), new byte[0]);
            }
        } catch (IOException e) {
            say("the level in force, " + level + ", could not be noted: " + e.getMessage());
        }
    }

    private void say(String words) {
        err.println("hpc-daemon: " + words);
    }

    private static String machineName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return "this machine";
        }
    }

    private static Bytes bytes(String oneByteACharacter) {
        return Bytes.of(oneByteACharacter.getBytes(StandardCharsets.ISO_8859_1));
    }
}
