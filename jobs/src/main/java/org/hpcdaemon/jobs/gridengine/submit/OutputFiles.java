package org.hpcdaemon.jobs.gridengine.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.jobs.folder.AllowedPlaces;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** The files that -o, -e and -i name: the job opens them itself, inside its sandbox, so they are told in the wrapper's own patterns. */
final class OutputFiles {
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");

    private final AllowedPlaces places;

    OutputFiles(AllowedPlaces places) {
        this.places = places;
    }

    /**
     * Checks a file, and turns it into one for the wrapper.
     *
     * @param array whether the job is one: its tasks write to files of their own
     */
    QsubOption checked(QsubOption option, @Nullable String cwd, boolean array) {
        String value = option.value().startsWith(":") ? option.value().substring(1) : option.value();
        if (value.contains(":") || value.contains(",")) {
            throw HpcException.invalid(option.said() + value
                    + "; a file of one host, and several, jobs from here cannot have: name one file");
        }
        String path = patterns(option, value);
        if (option.name().equals("i")) {
            return with(option, places.checkInput(option.said(), path, cwd));
        }
        if (path.endsWith("/") || Files.isDirectory(places.check(option.said(), path, cwd))) {
            path = path + "/%x." + option.name() + "%A" + (array ? ".%a" : "");
        }
        return with(option, places.checkOutput(option.said(), path, cwd));
    }

    private static QsubOption with(QsubOption option, Path path) {
        return new QsubOption(option.name(), List.of(path.toString()), option.where());
    }

    /** From the variables that qsub knows in names of files to the patterns of sbatch. */
    private static String patterns(QsubOption option, String value) {
        Matcher variable = VARIABLE.matcher(value.replace("%", "%%"));
        return variable.replaceAll(found -> {
            String name = found.group(1) == null ? found.group(2) : found.group(1);
            return switch (name) {
                case "JOB_ID" -> "%A";
                case "TASK_ID" -> "%a";
                case "JOB_NAME" -> "%x";
                case "USER" -> "%u";
                case "HOSTNAME" -> "%N";
                case "HOME" -> Matcher.quoteReplacement(System.getProperty("user.home"));
                default ->
                    throw HpcException.invalid(option.said() + value + ": in names of files, $" + name
                            + " is not known; there are $HOME, $USER, $JOB_ID, $JOB_NAME, $HOSTNAME and $TASK_ID");
            };
        });
    }

    static boolean isFile(String word) {
        return word.equals("-o") || word.equals("-e") || word.equals("-i");
    }

    /** Tells the wrapper what the further options of a job say, as this class has left them. */
    static void write(List<String> extra, JobFolder folder) throws IOException {
        String input = after(extra, "-i");
        String output = after(extra, "-o");
        String error = after(extra, "-e");
        if (!(input.isEmpty() && output.isEmpty() && error.isEmpty())) {
            folder.redirect(List.of(input, output, error, "append"));
        }
    }

    private static String after(List<String> words, String option) {
        int at = words.indexOf(option);
        return at < 0 ? "" : words.get(at + 1);
    }
}
