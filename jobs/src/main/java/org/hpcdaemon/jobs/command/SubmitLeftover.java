package org.hpcdaemon.jobs.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.hpcdaemon.protocol.id.JobId;

/** A submission that a killed daemon left at work on this host: until its command has ended, it may still submit its job. */
public final class SubmitLeftover {
    private SubmitLeftover() {}

    /**
     * Those of the jobs that may still be submitted by one.
     *
     * @param word what tells whose a submission is: the end of a word of its command line
     */
    public static Set<JobId> atWork(Collection<JobId> jobs, Function<JobId, String> word) {
        Set<JobId> found = new HashSet<>();
        if (jobs.isEmpty()) {
            return found;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(
                Path.of("/proc"),
                entry -> Character.isDigit(entry.getFileName().toString().charAt(0)))) {
            for (Path process : processes) {
                String command = commandLine(process);
                jobs.stream()
                        .filter(job -> command.contains(word.apply(job) + "\0"))
                        .forEach(found::add);
            }
            return found;
        } catch (IOException e) {
            return Set.copyOf(jobs); // not known
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}
