package org.hpcdaemon.jobs.gridengine.submit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hpcdaemon.jobs.folder.AllowedPlaces;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.jspecify.annotations.Nullable;

/**
 * One job out of its fields, its further options and the {@code #$} lines of its script: what is earlier in this order wins, but
 * resources (-l) add up. What Grid Engine has no common name for is refused by its own.
 */
public final class SpecReader {
    private final AllowedPlaces places;
    private final OutputFiles files;

    public SpecReader(AllowedPlaces places) {
        this.places = places;
        this.files = new OutputFiles(places);
    }

    /** The job with every option in its field or, validated, among the further options. Throws {@code INVALID_PARAMS}. */
    public JobSpec of(JobSpec spec) {
        Map<String, QsubOption> options = new LinkedHashMap<>();
        Resources resources = new Resources();
        if (spec.script() != null) {
            OptionReader.directives(spec.script()).forEach(option -> take(option, options, resources));
        }
        OptionReader.words(spec.extra(), "field \"extra\"").forEach(option -> take(option, options, resources));
        refuse(spec, options);
        QsubOption shell = options.remove("S");
        if (shell != null) {
            Interpreter.check(shell, spec.script());
        }
        return folded(spec, options, resources);
    }

    private static void take(QsubOption option, Map<String, QsubOption> options, Resources resources) {
        switch (OptionRule.of(option.name()).orElseThrow()) {
            case IGNORED -> {}
            case RESOURCES -> resources.add(option);
            case FIELD, FILE, GIVEN, NOTIFY, VARIABLES, SHELL -> options.put(option.name(), option);
            case REFUSED -> throw new IllegalArgumentException(option.name());
        }
    }

    private static void refuse(JobSpec spec, Map<String, QsubOption> options) {
        if (spec.nodes() != null && spec.nodes() > 1) {
            throw absent(
                    "nodes", "ask for slots on several nodes by a parallel environment of this site: extra -pe NAME N");
        }
        if (spec.tasks() != null && spec.tasks() > 1) {
            throw absent("tasks", "ask for slots by a parallel environment of this site: extra -pe NAME N");
        }
        if (spec.gpus() != null || spec.gres() != null) {
            throw absent(
                    spec.gpus() != null ? "gpus" : "gres",
                    "sites give such resources names of their own (qconf -sc lists them): extra -l NAME=N");
        }
        if (spec.qos() != null || spec.constraint() != null) {
            throw absent(
                    spec.qos() != null ? "qos" : "constraint",
                    "ask for a queue or for resources: extra -q QUEUE or -l NAME=VALUE");
        }
        if (spec.cpus() != null && options.containsKey("pe")) {
            throw HpcException.invalid(options.get("pe").said()
                    + options.get("pe").value() + ", and the job has the field \"cpus\"; give one of them");
        }
    }

    private static HpcException absent(String field, String instead) {
        return HpcException.invalid(
                "field \"" + field + "\": Grid Engine has no common word for it; leave it out, and " + instead);
    }

    private JobSpec folded(JobSpec spec, Map<String, QsubOption> options, Resources resources) {
        @Nullable String name = field(options, "N", spec.name());
        if (name != null && (name.contains("/") || name.matches("\\.+"))) {
            throw HpcException.invalid(
                    "the job's name has a slash or is a folder's, and names of files are made from it; choose another");
        }
        QsubOption directory = options.remove("wd");
        @Nullable String cwd = spec.cwd() == null && directory != null ? directory.value() : spec.cwd();
        if (cwd != null) {
            places.check(spec.cwd() == null && directory != null ? directory.said() : "field \"cwd\" has ", cwd, null);
        }
        @Nullable Long scripted = resources.takeRunTime();
        @Nullable String array = array(spec, options);
        Map<String, String> env = new TreeMap<>(variables(options.remove("v")));
        env.putAll(spec.env());
        return spec.toBuilder()
                .name(name)
                .cwd(cwd)
                .env(env)
                .timeLimitSeconds(spec.timeLimitSeconds() == null ? scripted : spec.timeLimitSeconds())
                .partition(field(options, "q", spec.partition()))
                .account(field(options, "P", spec.account()))
                .array(array)
                .extra(further(options, resources, cwd, array != null)) // what none of these has taken
                .build();
    }

    private static @Nullable String field(Map<String, QsubOption> options, String name, @Nullable String field) {
        QsubOption option = options.remove(name);
        return field == null && option != null ? option.value() : field;
    }

    private static @Nullable String array(JobSpec spec, Map<String, QsubOption> options) {
        @Nullable String array = field(options, "t", spec.array());
        QsubOption atOnce = options.remove("tc");
        return array == null || atOnce == null || array.contains("%") ? array : array + "%" + atOnce.value();
    }

    /** {@code -v NAME=VALUE,NAME}: without a value, the daemon's, which the job has anyway. */
    private static Map<String, String> variables(@Nullable QsubOption option) {
        Map<String, String> variables = new TreeMap<>();
        if (option != null) {
            for (String each : option.value().split(",", -1)) {
                int equals = each.indexOf('=');
                String name = equals < 0 ? each : each.substring(0, equals);
                if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                    throw HpcException.invalid(option.said() + option.value()
                            + "; a value has no comma there: give variables in the field \"env\"");
                }
                if (equals > 0) {
                    variables.put(name, each.substring(equals + 1));
                }
            }
        }
        return variables;
    }

    private List<String> further(
            Map<String, QsubOption> options, Resources resources, @Nullable String cwd, boolean array) {
        QsubOption merged = options.remove("j");
        if (merged != null && merged.value().startsWith("y") && options.containsKey("o")) {
            options.remove("e");
        }
        List<String> words = new ArrayList<>();
        for (QsubOption option : options.values()) {
            words.addAll(
                    OutputFiles.isFile("-" + option.name())
                            ? files.checked(option, cwd, array).words()
                            : option.words());
        }
        if (!resources.value().isEmpty()) {
            words.add("-l");
            words.add(resources.value());
        }
        return words;
    }

    /** What runs a script. Grid Engine goes by -S, and by a script's first line only where the site wants that; here its first line decides. */
    private static final class Interpreter {
        static void check(QsubOption shell, @Nullable String script) {
            String program = named(shell.value());
            if (script == null) {
                return;
            }
            String first = script.lines().findFirst().orElse("");
            String runs =
                    first.startsWith("#!") ? named(first.substring(2).strip().split("\\s", 2)[0]) : "bash";
            boolean same = program.equals(runs) || (runs.equals("bash") && program.equals("sh"));
            if (!same) {
                throw HpcException.invalid(shell.said() + shell.value() + ", and the script is run by " + runs
                        + "; begin it with #!" + shell.value());
            }
        }

        private static String named(String path) {
            Path name = Path.of(path).getFileName();
            return name == null ? "" : name.toString();
        }
    }
}
