package org.hpcdaemon.jobs.slurm.step;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hpcdaemon.jobs.command.SchedulerCommands;
import org.hpcdaemon.jobs.folder.CommandFolder;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.TaskCommands;
import org.hpcdaemon.protocol.Resource;
import org.hpcdaemon.protocol.message.value.SignalName;

/**
 * Commands in running jobs of SLURM's: steps that share what their job has ({@code srun --overlap}), started by a script that is also what
 * runs on the node and enters the job's sandbox there.
 */
public final class SlurmCommands implements TaskCommands {
    /** Who waits for it waits for a command to end; a SLURM that is busier is asked again when the daemon starts. */
    private static final Duration SIGNAL_TIMEOUT = Duration.ofSeconds(10);

    private final Map<String, String> environment;
    private final SchedulerCommands commands;

    /** @param environment the whole one of SLURM's commands */
    public SlurmCommands(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        this.commands = new SchedulerCommands(environment);
    }

    @Override
    public byte[] program() {
        return Resource.bytes(SlurmCommands.class, "steps.sh");
    }

    @Override
    public List<String> start(Place place, CommandFolder command, boolean terminal) {
        List<String> words = words(terminal ? "shell" : "start", place, command);
        if (place.element() != TaskKey.PLAIN) {
            words.add(Integer.toString(place.element()));
        }
        return words;
    }

    private static List<String> words(String way, Place place, CommandFolder command) {
        String element = place.element() == TaskKey.PLAIN ? "" : Integer.toString(place.element());
        String job = place.job().path().toString();
        return new ArrayList<>(List.of(
                "/bin/bash",
                command.program().toString(),
                way,
                place.job().task(place.element()).path().toString(),
                place.job().path().getFileName() + (element.isEmpty() ? "" : "." + element),
                job,
                place.schedulerId() + (element.isEmpty() ? "" : "_" + element),
                place.node() == null ? "" : place.node()));
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public void ask(Place place, CommandFolder command, List<SignalName> signals) {
        signal(place, command, "all", signals);
    }

    @Override
    public void signalForeground(Place place, CommandFolder command, SignalName signal) {
        signal(place, command, "foreground", List.of(signal));
    }

    private void signal(Place place, CommandFolder command, String whom, List<SignalName> signals) {
        List<String> words = words("ask", place, command);
        words.add(whom);
        signals.forEach(signal -> words.add(signal.name()));
        commands.run(SIGNAL_TIMEOUT, words);
    }

    /** What the exit code of scancel means for a step differs from release to release, but a SLURM that was not reached says so. */
    @Override
    public boolean end(String step) {
        return commands.run(SIGNAL_TIMEOUT, List.of("scancel", "--signal=KILL", step))
                        instanceof SchedulerCommands.Outcome.Done done
                && !done.err().toLowerCase(Locale.ROOT).contains("unable to contact");
    }
}
