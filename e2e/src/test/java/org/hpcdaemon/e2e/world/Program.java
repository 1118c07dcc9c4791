package org.hpcdaemon.e2e.world;

import static org.hpcdaemon.testkit.Patience.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that runs until it is told to stop. What it prints goes to a file, which grows over restarts. */
public final class Program {
    /** A start takes a second; a machine that builds at the same time takes several. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Path log;
    private final long logStart;

    /** Whatever becomes of a test, nothing that it started outlives it. */
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().unstarted(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private Program(Process process, Path log, long logStart) {
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    static Program start(ProcessBuilder builder, Path log) {
        try {
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            Process process = builder.redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            RUNNING.add(process);
            var _ = process.onExit().thenAccept(RUNNING::remove);
            return new Program(process, log, logStart);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until this start has printed it. */
    Matcher awaitOutput(String regex) {
        Pattern pattern = Pattern.compile(regex);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> pattern.matcher(output()).find() || !process.isAlive());
        Matcher matcher = pattern.matcher(output());
        if (!matcher.find()) {
            throw new AssertionError("ended without \"" + regex + "\"; it said: " + output());
        }
        return matcher;
    }

    /** What this start has printed so far. */
    public String output() {
        try {
            byte[] all = Files.readAllBytes(log);
            return new String(all, (int) logStart, (int) (all.length - logStart), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** TERM, and the exit code that follows it. */
    public int stop() {
        return stop(PATIENCE);
    }

    /** One that does not end within the limit is killed, after it was asked where it hangs. */
    int stop(Duration limit) {
        process.destroy();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                String threads = ThreadDump.of(pid(), log.resolveSibling(log.getFileName() + ".threads"));
                throw new AssertionError("what logs to " + log + " did not end within " + limit + " of TERM; " + threads
                        + "; it said: " + output());
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while stopping a program, whose log is " + log, e);
        } finally {
            kill();
        }
    }

    /** The most memory it was resident with so far, in MiB. */
    public long peakMiB() {
        return figure("status", "VmHWM:\\s+(\\d+) kB") >> 10;
    }

    /** The memory it is resident with, in KiB. */
    public long residentKiB() {
        return figure("status", "VmRSS:\\s+(\\d+) kB");
    }

    /** The processor time it has used so far. */
    public Duration cpu() {
        // User and system time are the 14th and 15th field, in ticks of 10 ms (proc_pid_stat(5)).
        String fields = "\\) \\S+(?: \\S+){10} ";
        long ticks = figure("stat", fields + "(\\d+)") + figure("stat", fields + "\\d+ (\\d+)");
        return Duration.ofMillis(ticks * 10);
    }

    private long figure(String file, String regex) {
        try {
            Matcher found =
                    Pattern.compile(regex).matcher(Files.readString(Path.of("/proc", Long.toString(pid()), file)));
            if (!found.find()) {
                throw new AssertionError("no " + regex + " in /proc/" + pid() + "/" + file);
            }
            return Long.parseLong(found.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
