package org.hpcdaemon.jobs.gridengine.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hpcdaemon.jobs.command.SchedulerCommands;
import org.hpcdaemon.jobs.scheduler.Scheduler.Submission;

/**
 * What qsub's end means. An error of the way to sge_qmaster says nothing about whether it arrived, and a warning fails a submission
 * that has arrived.
 */
public final class SubmitAnswer {
    /** The line of -terse: a number, of an array its tasks too ({@code 7.1-4:1}). */
    private static final Pattern ACCEPTED = Pattern.compile("(?m)^(\\d+)(?:\\.\\d+-\\d+:\\d+)?\\h*$");

    /** What it says besides a warning, and ends with 1. */
    private static final Pattern SUBMITTED_ALL_THE_SAME =
            Pattern.compile("(?m)^Your job(?:-array)? (\\d+)(?:\\.\\S+)? .*has been submitted");

    /** Parts of messages of Grid Engine 8.1.9, lower case, of errors that come from the way. */
    private static final List<String> OF_THE_WAY = List.of(
            "commlib",
            "send error",
            "select error",
            "read error",
            "to qmaster",
            "from qmaster",
            "answer list",
            "contact qmaster",
            "timeout");

    private static final int MAX_MESSAGE_CHARS = 1000; // of a message that goes to an agent

    private SubmitAnswer() {}

    public static Submission of(SchedulerCommands.Outcome outcome) {
        return switch (outcome) {
            case SchedulerCommands.Outcome.NotStarted(String reason) -> new Submission.Unavailable(reason);
            case SchedulerCommands.Outcome.TimedOut(String reason) -> new Submission.Ambiguous(reason);
            case SchedulerCommands.Outcome.Done(int exitCode, String out, String err) -> {
                Optional<String> submitted = id(SUBMITTED_ALL_THE_SAME, err);
                yield submitted.isPresent()
                        ? new Submission.Accepted(submitted.get())
                        : exitCode == 0 ? accepted(out) : failed(words(err));
            }
        };
    }

    private static Submission accepted(String out) {
        return id(ACCEPTED, out)
                .<Submission>map(Submission.Accepted::new)
                .orElseGet(
                        () -> new Submission.Ambiguous("qsub printed no line, or several, that may be a job's number"));
    }

    private static Optional<String> id(Pattern line, String text) {
        List<String> ids = line.matcher(text)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        return ids.size() == 1 ? Optional.of(ids.getFirst()) : Optional.empty();
    }

    private static Submission failed(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        if (message.isEmpty() || OF_THE_WAY.stream().anyMatch(lower::contains)) {
            return new Submission.Ambiguous(message.isEmpty() ? "qsub failed without a message" : message);
        }
        return new Submission.Refused(message);
    }

    /** Grid Engine's own words on one line, without what is around them and what a terminal would obey. */
    public static String words(String text) {
        String all = text.lines()
                .map(line -> line.replaceFirst("^(?:Unable to run job: |qsub: |error: )+", ""))
                .map(line -> line.replaceAll("\\p{Cntrl}", "?").strip())
                .filter(line -> !line.isEmpty() && !line.equals("Exiting."))
                .collect(Collectors.joining("; "));
        return all.length() > MAX_MESSAGE_CHARS ? all.substring(0, MAX_MESSAGE_CHARS) + " ..." : all;
    }
}
