package org.hpcdaemon.jobs.slurm.command;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hpcdaemon.jobs.command.SchedulerCommands;
import org.hpcdaemon.jobs.scheduler.Scheduler.Submission;

/**
 * What sbatch's end means. An error of the way to slurmctld says nothing about whether it arrived: a controller that
 * was stopped for a while runs the job later although sbatch has failed.
 */
public final class SubmitAnswer {
    /** The line of --parsable; a site may have its sbatch print others around it. */
    private static final Pattern ACCEPTED = Pattern.compile("(?m)^(\\d+)(?:;\\S*)?\\h*$");

    /** Parts of slurm_strerror() in SLURM 20.11 to 25.05, lower case, of errors that come from the way. */
    private static final List<String> OF_THE_WAY = List.of(
            "timed out",
            "unable to contact slurm controller",
            "communication",
            "connection",
            "connect failure",
            "transport endpoint",
            "zero bytes",
            "send/recv",
            "send message",
            "broken pipe",
            "insane message",
            "unexpected message",
            "unspecified error",
            "shutdown in progress",
            "standby mode");

    /** Of errors after which the same may be tried later, and that leave no job behind. */
    private static final List<String> FOR_NOW = List.of(
            "temporarily unable to accept job",
            "resource temporarily unavailable",
            "munge encode failed",
            "protocol authentication error",
            "could not load host information",
            "unable to establish configuration source");

    private static final int MAX_MESSAGE_CHARS = 1000; // of a message that goes to an agent

    private SubmitAnswer() {}

    public static Submission of(SchedulerCommands.Outcome outcome) {
        return switch (outcome) {
            case SchedulerCommands.Outcome.NotStarted(String reason) -> new Submission.Unavailable(reason);
            case SchedulerCommands.Outcome.TimedOut(String reason) -> new Submission.Ambiguous(reason);
            case SchedulerCommands.Outcome.Done(int exitCode, String out, String err) -> {
                if (exitCode != 0) {
                    yield failed(words(err));
                }
                List<String> ids = ACCEPTED.matcher(out)
                        .results()
                        .map(line -> line.group(1))
                        .toList();
                yield ids.size() == 1
                        ? new Submission.Accepted(ids.getFirst())
                        : new Submission.Ambiguous("sbatch printed " + ids.size() + " lines that may be a job id");
            }
        };
    }

    private static Submission failed(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        if (message.isEmpty() || OF_THE_WAY.stream().anyMatch(lower::contains)) {
            return new Submission.Ambiguous(message.isEmpty() ? "sbatch failed without a message" : message);
        }
        return FOR_NOW.stream().anyMatch(lower::contains)
                ? new Submission.Unavailable(message)
                : new Submission.Refused(message);
    }

    /** SLURM's own words on one line, without its program's name and what a terminal would obey. */
    public static String words(String err) {
        String all = err.lines()
                .map(line -> line.replaceFirst("^(sbatch|squeue|scancel|sacct|slurm_load_jobs)?: ?(error|fatal): ", ""))
                .map(line -> line.replaceFirst(
                        "^\\S*sbatch: unrecognized option '(--[^'=]+).*",
                        "this cluster's sbatch has no option $1; leave it out"))
                .filter(line -> !line.startsWith("Try \"sbatch --help\""))
                .map(line -> line.replaceAll("\\p{Cntrl}", "?").strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("; "));
        return all.length() > MAX_MESSAGE_CHARS ? all.substring(0, MAX_MESSAGE_CHARS) + " ..." : all;
    }
}
