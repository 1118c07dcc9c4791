package org.hpcdaemon.testkit.slurm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.testkit.Installed;
import org.hpcdaemon.testkit.server.ServerPrograms;

/**
 * A real SLURM with nodes of two cpus, mostly one, on ports and in a folder of its own, whose processes end with it. Needs root
 * and the programs of the Debian packages {@code slurm-wlm} and {@code munge}; any user may submit. Its methods let things go
 * wrong the way they do on clusters.
 */
public final class SlurmCluster implements AutoCloseable {
    private final SlurmFiles files;
    private final ServerPrograms servers;
    private final List<Process> processes = new ArrayList<>();
    private Process controller;
    private final List<Process> nodes = new ArrayList<>();

    private SlurmCluster(SlurmFiles files, List<String> names) throws IOException {
        this.files = files;
        this.servers = new ServerPrograms(files.folder(), serverEnvironment(files));
        try {
            startMunge();
            if (files.accounting() != null) {
                startAccounting(files.accounting());
            }
            controller = start("slurmctld", "-D", "-i", "-f", files.conf().toString());
            awaitController();
            startNodes(names);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static Map<String, String> serverEnvironment(SlurmFiles files) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SLURM_CONF", files.conf().toString());
        if (files.accounting() != null) {
            environment.put(
                    "MYSQL_UNIX_PORT", files.accounting().databaseSocket().toString());
        }
        return environment;
    }

    private void startMunge() throws IOException {
        Process munged = start(
                "munged",
                "--foreground",
                "--socket=" + files.mungeSocket(),
                "--key-file=" + files.mungeKey(),
                "--pid-file=" + files.folder().resolve("munged.pid"),
                "--seed-file=" + files.folder().resolve("munged.seed"),
                "--log-file=" + files.folder().resolve("munge.log"));
        servers.await("munged", munged, () -> Files.exists(files.mungeSocket()));
    }

    private void startNodes(List<String> names) throws IOException {
        for (String name : names) {
            List<String> command =
                    new ArrayList<>(List.of("slurmd", "-D", "-f", files.conf().toString()));
            if (names.size() > 1) {
                command.addAll(List.of("-N", name));
            }
            nodes.add(start(command.toArray(String[]::new)));
        }
        servers.await(
                "the nodes",
                nodes.getFirst(),
                () -> run("sinfo", "-h", "-o", "%T").strip().equals("idle"));
    }

    private void startAccounting(AccountingFiles accounting) throws IOException {
        servers.prepare(
                "mariadb-install-db",
                "--defaults-file=" + accounting.databaseConf(),
                "--auth-root-authentication-method=normal",
                "--skip-test-db");
        Process database = start("mariadbd", "--defaults-file=" + accounting.databaseConf());
        servers.await("mariadbd", database, () -> Files.exists(accounting.databaseSocket()));
        Process accounts = start("slurmdbd", "-D");
        // Before slurmctld, which starts only with a cluster that its accounting knows.
        servers.await(
                "slurmdbd",
                accounts,
                () -> !run("sacctmgr", "--noheader", "show", "qos").isEmpty());
        servers.prepare("sacctmgr", "--immediate", "add", "cluster", "test");
        servers.prepare("sacctmgr", "--immediate", "add", "account", "staff");
        servers.prepare("sacctmgr", "--immediate", "add", "user", "root", "account=staff", "DefaultAccount=staff");
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
        ServerPrograms.signal("-STOP", controller);
    }

    public void thawController() {
        ServerPrograms.signal("-CONT", controller);
    }

    /** Ends slurmctld, as for maintenance; what it knew is on its disk. */
    public void stopController() {
        controller.destroy();
        controller.onExit().join();
    }

    /** Starts slurmctld again and waits until it answers. */
    public void startController() throws IOException {
        controller = start("slurmctld", "-D", "-f", files.conf().toString());
        awaitController();
    }

    private void awaitController() throws IOException {
        servers.await("slurmctld", controller, () -> !run("sinfo", "-h").isEmpty());
    }

    /** Kills slurmd and every process of every job, as a power cut does, and has slurmctld notice it now. */
    public void killNode() {
        nodes.forEach(node -> node.destroyForcibly().onExit().join());
        killJobs();
        run("scontrol", "update", "NodeName=ALL", "State=DOWN", "Reason=power");
    }

    /** Standard output of one of SLURM's commands, whatever its exit code. */
    public String run(String... command) {
        return servers.run(command);
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

    private Process start(String... command) throws IOException {
        Process process = servers.start(command);
        processes.add(process);
        return process;
    }
}
