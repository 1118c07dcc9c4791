package org.hpcdaemon.testkit.gridengine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.testkit.Installed;
import org.hpcdaemon.testkit.server.ServerPrograms;

/**
 * A real Grid Engine of one node with two slots, on ports and in a folder of its own, whose processes end with it. Needs root and the
 * programs of Debian's packages {@code gridengine-master}, {@code gridengine-exec} and {@code gridengine-client}, which bookworm
 * (8.1.9) is the last release to have; any user may submit. Its methods let things go wrong the way they do on clusters.
 */
public final class GridEngineCell implements AutoCloseable {
    private static final int SLOTS = 2;

    private final CellFiles files;
    private final ServerPrograms servers;
    private Process master;
    private final Process node;

    private GridEngineCell(CellFiles files) throws IOException {
        this.files = files;
        this.servers = new ServerPrograms(files.root(), serverEnvironment(files));
        try {
            prepare();
            master = servers.start("sge_qmaster");
            servers.await("sge_qmaster", master, this::answers);
            servers.prepare("qconf", "-as", CellFiles.host());
            servers.prepare(
                    "qconf",
                    "-Msconf",
                    files.scheduling(run("qconf", "-ssconf")).toString());
            servers.prepare("qconf", "-Ap", files.parallelEnvironment().toString());
            servers.prepare("qconf", "-Ahgrp", files.hosts().toString());
            servers.prepare(
                    "qconf", "-Aq", files.queue(run("qconf", "-sq"), SLOTS).toString());
            node = servers.start("sge_execd");
            servers.await("the node", node, this::ready);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static Map<String, String> serverEnvironment(CellFiles files) {
        Map<String, String> environment = new HashMap<>(files.environment());
        environment.put("SGE_ND", "1"); // a server stays the process that was started
        return environment;
    }

    private void prepare() throws IOException {
        servers.prepare("/usr/lib/gridengine/spoolinit", "classic", "libspoolc", files.spooling(), "init");
        String defaults = "/usr/lib/gridengine/spooldefaults";
        servers.prepare(defaults, "configuration", files.configuration().toString());
        servers.prepare(defaults, "complexes", CellFiles.resources("centry").toString());
        servers.prepare(defaults, "usersets", CellFiles.resources("usersets").toString());
        servers.prepare(defaults, "managers", "root");
    }

    /** What keeps this machine from running one; empty if nothing does. A test assumes that it is empty. */
    public static String missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "a real Grid Engine is started by root only";
        }
        for (String program : List.of("sge_qmaster", "sge_execd", "qsub", "qconf")) {
            if (!Installed.has(program)) {
                return "no " + program
                        + " here; install the packages gridengine-master, gridengine-exec and gridengine-client, as ./test"
                        + " does where the system's release has them (Debian 12)";
            }
        }
        return "";
    }

    /** Starts it, and returns when its node takes jobs. */
    public static GridEngineCell start() throws IOException {
        return new GridEngineCell(CellFiles.create());
    }

    /** What a program needs in its environment to speak to it. */
    public Map<String, String> environment() {
        return files.environment();
    }

    /** Stops sge_qmaster where it is: it takes connections and answers none, like one that is overloaded. */
    public void freezeMaster() {
        ServerPrograms.signal("-STOP", master);
    }

    public void thawMaster() {
        ServerPrograms.signal("-CONT", master);
    }

    /** Ends sge_qmaster, as for maintenance; what it knew is on its disk, but for the list of jobs that have ended. */
    public void stopMaster() {
        master.destroy();
        master.onExit().join();
    }

    /** Starts sge_qmaster again and waits until it answers. */
    public void startMaster() throws IOException {
        master = servers.start("sge_qmaster");
        servers.await("sge_qmaster", master, this::answers);
    }

    /** Standard output of one of Grid Engine's commands, whatever its exit code. */
    public String run(String... command) {
        return servers.run(command);
    }

    /** Ends it with everything that runs in it, and removes its folder. */
    @Override
    public void close() throws IOException {
        killAll();
        try (Stream<Path> all = Files.walk(files.root())) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private boolean answers() {
        return !run("qconf", "-sh").isEmpty();
    }

    /** Its node has reported, or there would be a question mark. */
    private boolean ready() {
        return run("qstat", "-f", "-q", "all.q")
                .lines()
                .anyMatch(line -> line.matches("all\\.q@.* 0/0/" + SLOTS + " +[0-9.]+ +\\S+ *"));
    }

    /** Servers, jobs and what these have started, by what all of them have in their environment; until one look finds nothing. */
    private void killAll() {
        String mark = "SGE_ROOT=" + files.root() + "\0";
        boolean found = true;
        while (found) {
            List<ProcessHandle> marked = ProcessHandle.allProcesses()
                    .filter(process -> environment(process).contains(mark))
                    .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process)))
                    .filter(process -> process.pid() != ProcessHandle.current().pid())
                    .toList();
            found = false;
            for (ProcessHandle process : marked) {
                found |= process.destroyForcibly();
            }
        }
    }

    /** Empty if it has ended. */
    private static String environment(ProcessHandle process) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
