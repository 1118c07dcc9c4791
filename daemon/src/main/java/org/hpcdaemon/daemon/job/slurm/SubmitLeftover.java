package org.hpcdaemon.daemon.job.slurm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hpcdaemon.protocol.id.JobId;

/** An sbatch that a killed daemon left at work on this host: until it has ended, it may still submit its job. */
final class SubmitLeftover {
    private SubmitLeftover() {}

    static boolean atWork(JobId job) {
        String argument = "\0--comment=" + Tag.of(job) + "\0";
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(
                Path.of("/proc"),
                entry -> Character.isDigit(entry.getFileName().toString().charAt(0)))) {
            for (Path process : processes) {
                if (commandLine(process).contains(argument)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true; // nobody can tell
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
