package org.hpcdaemon.testkit.gridengine;

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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.hpcdaemon.testkit.Installed;

/**
 * A real Grid Engine of one node with two slots, on ports and in a folder of its own, whose processes end with it. Needs root and the
 * programs of Debian's packages {@code gridengine-master}, {@code gridengine-exec} and {@code gridengine-client}, which bookworm
 * (8.1.9) is the last release to have; any user may submit. Its methods let things go wrong the way they do on clusters.
 */
public final class GridEngineCell implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String PATH = "/usr/sbin:/sbin:/usr/bin:/bin";
    private static final int SLOTS = 2;

    private final CellFiles files;
    private Process master;
    private final Process node;

    private GridEngineCell(CellFiles files) throws IOException {
        this.files = files;
        prepare();
        master = spawn("sge_qmaster");
        await("sge_qmaster", master, this::answers);
        toItsEnd("qconf", "-as", CellFiles.host());
        toItsEnd("qconf", "-Msconf", files.scheduling(run("qconf", "-ssconf")).toString());
        toItsEnd("qconf", "-Ap", files.parallelEnvironment().toString());
        toItsEnd("qconf", "-Ahgrp", files.hosts().toString());
        toItsEnd("qconf", "-Aq", files.queue(run("qconf", "-sq"), SLOTS).toString());
        node = spawn("sge_execd");
        await("the node", node, this::ready);
    }

    private void prepare() throws IOException {
        toItsEnd("/usr/lib/gridengine/spoolinit", "classic", "libspoolc", files.spooling(), "init");
        String defaults = "/usr/lib/gridengine/spooldefaults";
        toItsEnd(defaults, "configuration", files.configuration().toString());
        toItsEnd(defaults, "complexes", CellFiles.resources("centry").toString());
        toItsEnd(defaults, "usersets", CellFiles.resources("usersets").toString());
        toItsEnd(defaults, "managers", "root");
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
        signal("-STOP");
    }

    public void thawMaster() {
        signal("-CONT");
    }

    /** Ends sge_qmaster, as for maintenance; what it knew is on its disk, but for the list of jobs that have ended. */
    public void stopMaster() {
        master.destroy();
        master.onExit().join();
    }

    /** Starts sge_qmaster again and waits until it answers. */
    public void startMaster() throws IOException {
        master = spawn("sge_qmaster");
        await("sge_qmaster", master, this::answers);
    }

    /** Standard output of one of Grid Engine's commands, whatever its exit code. */
    public String run(String... command) {
        try {
            Process process = command(command)
                    .redirectError(files.root().resolve("commands.log").toFile())
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private ProcessBuilder command(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(files.environment());
        builder.environment().put("PATH", PATH);
        return builder;
    }

    private Process spawn(String program) throws IOException {
        ProcessBuilder builder = command(program);
        builder.environment().put("SGE_ND", "1"); // stays the process that was started
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        files.root().resolve(program + ".log").toFile()))
                .start();
    }

    /** What prepares the rest: without it nothing of what follows would work, and would say so less well. */
    private void toItsEnd(String... command) throws IOException {
        Path log = files.root().resolve("setup.log");
        Process process = command(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.onExit().join();
        if (process.exitValue() != 0) {
            String said = Files.readString(log, StandardCharsets.ISO_8859_1);
            close();
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": " + said);
        }
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(master.pid()))
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
            // Nothing tells when a server answers, and each question starts a program.
            boolean _ = new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String log() throws IOException {
        List<Path> logs = new ArrayList<>();
        try (Stream<Path> all = Files.walk(files.root())) {
            all.filter(path -> path.getFileName().toString().matches("messages|.*\\.log"))
                    .forEach(logs::add);
        }
        StringBuilder text = new StringBuilder();
        for (Path log : logs) {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            text.append(files.root().relativize(log)).append(":\n");
            lines.subList(Math.max(0, lines.size() - 15), lines.size())
                    .forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }
}
