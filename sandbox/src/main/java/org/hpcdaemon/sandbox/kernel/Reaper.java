package org.hpcdaemon.sandbox.kernel;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.linux.restrict.Kernel;

/**
 * A process in a Landlock domain around a job's: at the job's end it kills all that it may signal, which is what is left of the job and
 * nothing else (see {@link WatchedDomain}). It is no child of the job's, and out of the job's reach.
 */
public final class Reaper {
    // The comment is for who meets it in a list of processes.
    private static final String SCRIPT = """
            # ends what a job of hpc-daemon leaves in its Landlock domain, which no signal leaves
            if [ -d "$0" ]; then
                while [ -d "$0" ]; do sleep 1; done
            else
                read -r _ <"$0"
            fi
            kill -KILL -1""";

    /** Its parent is gone when the job begins, so that no program of the job's waits for a child that it never had. */
    private static final String DETACHED = "setsid /bin/bash -p -c \"$0\" \"$1\" </dev/null >/dev/null 2>&1 &";

    private Reaper() {}

    /**
     * Puts the calling thread into the outer domain, and the reaper beside it. Throws if it would reach further than that.
     *
     * @param alive a pipe that stays open for writing until the job's end; or the folder in /proc of a process that ends then
     */
    public static void start(Path alive) throws IOException {
        long outside = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(1L);
        Domain.scope();
        if (Kernel.maySignal((int) outside)) {
            throw new IOException("a process outside of a domain can be signalled from it");
        }
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", DETACHED, SCRIPT, alive.toString())
                .directory(new File("/")) // it stands in no directory of the job's
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin"));
        Process detaching = builder.start();
        try {
            if (!detaching.waitFor(Trial.TRIAL_TIMEOUT.toSeconds(), TimeUnit.SECONDS) || detaching.exitValue() != 0) {
                throw new IOException("the process that ends what the job leaves running cannot be started");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        }
    }
}
