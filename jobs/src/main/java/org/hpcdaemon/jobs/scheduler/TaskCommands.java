package org.hpcdaemon.jobs.scheduler;

import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.folder.CommandFolder;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.jspecify.annotations.Nullable;

/** How a scheduler starts a command in a task that runs. Thread-safe. */
public interface TaskCommands {
    /**
     * Where a command is to run.
     *
     * @param schedulerId of the job
     * @param element of an array; of a plain job {@link org.hpcdaemon.jobs.model.TaskKey#PLAIN}
     * @param node as the scheduler calls it; absent: the task's first
     */
    record Place(
            JobFolder job,
            String schedulerId,
            int element,
            @Nullable String node) {}

    /** The script that is both what this machine runs and what runs on the node: each command has it as it is now. */
    byte[] program();

    /**
     * What this machine runs to have it run there: it passes on input, output and exit code, ends with 125 if the command was not started,
     * and tells the folder which step it has become.
     *
     * @param terminal whether it passes on a terminal, its size and what its keys do too; else three streams
     */
    List<String> start(Place place, CommandFolder command, boolean terminal);

    /** What that is run with. */
    Map<String, String> environment();

    /** Sends these to all of a command that was started. Returns once that is done, or after some seconds. */
    void ask(Place place, CommandFolder command, List<SignalName> signals);

    /** Sends it to the foreground process group of the terminal of one that was started. Returns once that is done, or after some seconds. */
    void signalForeground(Place place, CommandFolder command, SignalName signal);

    /**
     * Sends KILL to all of a command that was started.
     *
     * @param step as its folder has it
     * @return whether the scheduler has taken it, or has nothing there to end any more
     */
    boolean end(String step);
}
