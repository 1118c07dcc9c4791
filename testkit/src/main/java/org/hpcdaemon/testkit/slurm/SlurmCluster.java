package org.hpcdaemon.testkit.slurm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.testkit.Installed;

/**
 * A real SLURM with nodes of two cpus, mostly one, on ports and in a folder of its own, whose processes end with it. Needs root
 * and the programs of the Debian packages {@code slurm-wlm} and {@code munge}; any user may submit. Its methods let things go
 * wrong the way they do on clusters.
 */
public final class SlurmCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String PATH = "/usr/sbin:/sbin:/usr/bin:/bin";

    private final SlurmFiles files;
    private final List<Process> processes = new ArrayList<>();
    private Process controller;
    private final List<Process> nodes = new ArrayList<>();

    private SlurmCluster(SlurmFiles files, List<String> names) throws IOException {
        this.files = files;
        Process munged = spawn(
                "munged",
                "--foreground",
                "--socket=" + files.mungeSocket(),
                "--key-file=" + files.mungeKey(),
                "--pid-file=" + files.folder().resolve("munged.pid"),
                "--seed-file=" + files.folder().resolve("munged.seed"),
                "--log-file=" + files.folder().resolve("munge.log"));
        await("munged", munged, () -> Files.exists(files.mungeSocket()));
        if (files.accounting() != null) {
            startAccounting(files.accounting());
        }
        controller = spawn("slurmctld", "-D", "-i", "-f", files.conf().toString());
        await("slurmctld", controller, () -> !run("sinfo", "-h").isEmpty());
        for (String name : names) {
            nodes.add(
                    names.size() == 1
                            ? spawn("slurmd", "-D", "-f", files.conf().toString())
                            : spawn(
                                    "slurmd",
                                    "-D",
                                    "-N",
                                    name,
                                    "-f",
                                    files.conf().toString()));
        }
        await(
                "the nodes",
                nodes.getFirst(),
                () -> run("sinfo", "-h", "-o", "%T").strip().equals("idle"));
    }

    private void startAccounting(AccountingFiles accounting) throws IOException {
        toItsEnd(
                "mariadb-install-db",
                "--defaults-file=" + accounting.databaseConf(),
                "--auth-root-authentication-method=normal",
                "--skip-test-db");
        Process database = spawn("mariadbd", "--defaults-file=" + accounting.databaseConf());
        await("mariadbd", database, () -> Files.exists(accounting.databaseSocket()));
        Process accounts = spawn("slurmdbd", "-D");
        // Before slurmctld, which starts only with a cluster that its accounting knows.
        await(
                "slurmdbd",
                accounts,
                () -> !run("sacctmgr", "--noheader", "show", "qos").isEmpty());
        toItsEnd("sacctmgr", "--immediate", "add", "cluster", "test");
        toItsEnd("sacctmgr", "--immediate", "add", "account", "staff");
        toItsEnd("sacctmgr", "--immediate", "add", "user", "root", "account=staff", "DefaultAccount=staff");
    }

    /** What keeps this machine from running one; empty if nothing does. A test assumes that it is empty. */
    public static String missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "a real SLURM is started by root only";
        }
        return lacks(List.of("munged", "slurmctld", "slurmd", "sbatch", "sinfo"), "slurm-wlm and munge");
    }

    /** What keeps it from limiting memory; empty if nothing does. */
    public static String cannotLimitMemory() {
        return Files.isWritable(Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
                ? ""
                : "no memory cgroup (version 1) that may be written to: jobs out of memory are not tested";
    }

    /** What keeps it from accounting for its jobs; empty if nothing does. */
    public static String cannotAccount() {
        return lacks(
                List.of("mariadbd", "mariadb-install-db", "my_print_defaults", "slurmdbd"),
                "mariadb-server-core, mariadb-client-core and slurmdbd");
    }

    private static String lacks(List<String> programs, String packages) {
        for (String program : programs) {
            if (!Installed.has(program)) {
                return "no " + program + " here; install the packages " + packages + ", as ./test does";
            }
        }
        return "";
    }

    /** Starts it, and returns when its nodes are idle. */
    public static SlurmCluster start(SlurmVariant variant) throws IOException {
        return new SlurmCluster(SlurmFiles.create(variant), SlurmFiles.nodes(variant));
    }

    /** What a program needs in its environment to speak to it. */
    public Map<String, String> environment() {
        return Map.of("SLURM_CONF", files.conf().toString());
    }

    /** Stops slurmctld where it is: it takes connections and answers none, like one that is overloaded. */
    public void freezeController() {
        signal("-STOP", controller);
    }

    public void thawController() {
        signal("-CONT", controller);
    }

    /** Ends slurmctld, as for maintenance; what it knew is on its disk. */
    public void stopController() {
        controller.destroy();
        controller.onExit().join();
    }

    /** Starts slurmctld again and waits until it answers. */
    public void startController() throws IOException {
        controller = spawn("slurmctld", "-D", "-f", files.conf().toString());
        await("slurmctld", controller, () -> !run("sinfo", "-h").isEmpty());
    }

    /** Kills slurmd and every process of every job, as a power cut does, and has slurmctld notice it now. */
    public void killNode() {
        nodes.forEach(node -> node.destroyForcibly().onExit().join());
        killJobs();
        run("scontrol", "update", "NodeName=ALL", "State=DOWN", "Reason=power");
    }

    /** Standard output of one of SLURM's commands, whatever its exit code. */
    public String run(String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("SLURM_CONF", files.conf().toString());
            builder.environment().put("PATH", PATH);
            builder.redirectError(files.folder().resolve("commands.log").toFile());
            Process process = builder.start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it with everything that runs in it, and removes its folder. */
    @Override
    public void close() throws IOException {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        killJobs();
        remove(files.folder());
        if (files.accounting() != null) {
            remove(files.accounting().data());
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void killJobs() {
        Set<Long> others = processes.stream().map(Process::pid).collect(Collectors.toSet());
        others.add(ProcessHandle.current().pid());
        new StepProcesses(files.conf()).kill(others);
    }

    private Process spawn(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("SLURM_CONF", files.conf().toString());
        builder.environment().put("PATH", PATH);
        if (files.accounting() != null) {
            builder.environment()
                    .put("MYSQL_UNIX_PORT", files.accounting().databaseSocket().toString());
        }
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        files.folder().resolve(command[0] + ".log").toFile()))
                .start();
        processes.add(process);
        return process;
    }

    /** What prepares the rest: without it nothing of what follows would work, and would say so less well. */
    private void toItsEnd(String... command) throws IOException {
        Process process = spawn(command);
        process.onExit().join();
        if (process.exitValue() != 0) {
            String said = Files.readString(files.folder().resolve(command[0] + ".log"), StandardCharsets.ISO_8859_1);
            close();
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": " + said);
        }
    }

    private static void signal(String signal, Process process) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param program whose end is the end of waiting, too */
    private void await(String what, Process program, BooleanSupplier ready) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ready.getAsBoolean()) {
            boolean ended = !program.isAlive();
            if (ended || System.nanoTime() > deadline) {
                String log = log();
                close();
                throw new IOException(
                        what + (ended ? " ended with " + program.exitValue() : " did not get ready within " + PATIENCE)
                                + ": " + log);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            // Nothing tells when a program's socket is there; SLURM is ready within 100 ms.
            boolean _ = new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String log() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : List.of("munged.log", "mariadbd.log", "slurmdbd.log", "slurmctld.log", "slurmd.log")) {
            Path log = files.folder().resolve(name);
            if (Files.exists(log)) {
                List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
                all.append(name).append(":\n");
                lines.subList(Math.max(0, lines.size() - 15), lines.size())
                        .forEach(line -> all.append(line).append('\n'));
            }
        }
        return all.toString();
    }
}
