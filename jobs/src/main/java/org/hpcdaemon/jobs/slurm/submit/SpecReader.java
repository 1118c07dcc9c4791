package org.hpcdaemon.jobs.slurm.submit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.hpcdaemon.jobs.folder.AllowedPlaces;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.jspecify.annotations.Nullable;

/**
 * One job out of its fields, its further options, its variables {@code SBATCH_*} and the {@code #SBATCH} lines of its
 * script: what is earlier in this order wins, as with sbatch.
 */
public final class SpecReader {
    /** Programs that start tasks, by srun or as it does. */
    private static final Pattern STARTS_STEPS = Pattern.compile("\\b(srun|mpirun|mpiexec|prun)\\b");

    private final AllowedPlaces places;

    public SpecReader(AllowedPlaces places) {
        this.places = places;
    }

    /** The job with every option in its field or, validated, among the further options. Throws {@code INVALID_PARAMS}. */
    public JobSpec of(JobSpec spec) {
        Map<String, Option> options = new LinkedHashMap<>();
        if (spec.script() != null) {
            OptionReader.directives(spec.script()).forEach(option -> options.put(option.name(), option));
        }
        OptionReader.variables(spec.env()).forEach(option -> options.put(option.name(), option));
        OptionReader.words(spec.extra(), "field \"extra\"").forEach(option -> options.put(option.name(), option));
        options.values().forEach(SpecReader::plain);
        options.values().removeIf(option -> OptionRule.of(option.name()).orElseThrow() == OptionRule.IGNORED);
        return folded(spec, options);
    }

    private static void plain(Option option) {
        String value = option.value() == null ? "" : option.value();
        if (value.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\'' || c == '`' || c == '\\' || c == 0x7f)) {
            throw HpcException.invalid(option.where() + " has --" + option.name()
                    + " with a control character, a quote or a backslash in its value; leave them out");
        }
    }

    private JobSpec folded(JobSpec spec, Map<String, Option> options) {
        @Nullable String name = take(options, "job-name", spec.name(), Function.identity());
        if (name != null && name.contains("/")) {
            throw HpcException.invalid("the job's name has a slash, and names of files are made from it; leave it out");
        }
        if (name != null && name.matches("\\.+")) {
            throw HpcException.invalid("the job's name is a folder's (\"" + name
                    + "\"), and names of files are made from it; choose another");
        }
        @Nullable String chdir = take(options, "chdir", null, Function.identity());
        @Nullable String cwd = spec.cwd() == null ? chdir : spec.cwd();
        if (cwd != null) {
            places.check((spec.cwd() == null ? "the script" : "field \"cwd\"") + " has --chdir=", cwd, null);
        }
        checkSignal(spec, options.get("signal"));
        Function<String, @Nullable String> asWritten = text -> text;
        return spec.toBuilder()
                .name(name)
                .cwd(cwd)
                .env(environment(spec, options.get("export")))
                .timeLimitSeconds(take(options, "time", spec.timeLimitSeconds(), Amounts::seconds))
                .nodes(take(options, "nodes", spec.nodes(), Amounts::number))
                .tasks(take(options, "ntasks", spec.tasks(), Amounts::number))
                .cpus(take(options, "cpus-per-task", spec.cpus(), Amounts::number))
                .memoryMb(take(options, "mem", spec.memoryMb(), Amounts::megabytes))
                .gpus(take(options, "gpus", spec.gpus(), asWritten))
                .gres(take(options, "gres", spec.gres(), asWritten))
                .partition(take(options, "partition", spec.partition(), asWritten))
                .account(take(options, "account", spec.account(), asWritten))
                .qos(take(options, "qos", spec.qos(), asWritten))
                .constraint(take(options, "constraint", spec.constraint(), asWritten))
                .array(take(options, "array", spec.array(), asWritten))
                .dependency(take(options, "dependency", spec.dependency(), asWritten))
                .extra(further(options, cwd)) // what none of these has taken
                .build();
    }

    private List<String> further(Map<String, Option> options, @Nullable String cwd) {
        List<String> words = new ArrayList<>();
        for (Option option : options.values()) {
            words.add(
                    switch (option.name()) {
                        case "input" ->
                            file(option, places.checkInput(said(option), String.valueOf(option.value()), cwd));
                        case "output", "error" ->
                            file(option, places.checkOutput(said(option), String.valueOf(option.value()), cwd));
                        default -> option.word();
                    });
        }
        return words;
    }

    private static String said(Option option) {
        return option.where() + " has --" + option.name() + "=";
    }

    private static String file(Option option, Path path) {
        return new Option(option.name(), path.toString(), option.where()).word();
    }

    /** Without {@code B:} SLURM sends it to what srun started, and to nothing of a job that starts nothing by it. */
    private static void checkSignal(JobSpec spec, @Nullable Option option) {
        if (option == null || String.valueOf(option.value()).matches("(?i)R?B:.*|BR:.*")) {
            return;
        }
        String runs = spec.script() == null ? String.join(" ", spec.argv()) : spec.script();
        if (!STARTS_STEPS.matcher(runs).find()) {
            throw HpcException.invalid(option.where() + " has --signal=" + option.value()
                    + ", which SLURM sends to what srun starts alone; for the job itself give --signal=B:"
                    + option.value());
        }
    }

    private static Map<String, String> environment(JobSpec spec, @Nullable Option export) {
        Map<String, String> environment = new TreeMap<>(export == null ? Map.of() : Exported.variables(export));
        environment.putAll(spec.env());
        return environment;
    }

    /** A field's value, or else the option's. One whose value is of another form than the field's stays an option. */
    private static <T> @Nullable T take(
            Map<String, Option> options, String name, @Nullable T field, Function<String, @Nullable T> reader) {
        Option option = options.get(name);
        if (option == null || option.value() == null) {
            return field;
        }
        @Nullable T value = field == null ? reader.apply(option.value()) : field;
        if (value != null) {
            options.remove(name);
        }
        return value;
    }
}
