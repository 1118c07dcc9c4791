package org.hpcdaemon.protocol.rpc;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.protocol.error.HpcException;
import tools.jackson.databind.JsonNode;

/**
 * Refuses fields that a record does not have, where to drop one would change what runs: a time limit under another name would be
 * none. Elsewhere unknown fields are ignored, so that newer peers can talk to older ones.
 */
public final class KnownFields {
    /** Names that people and programs bring from elsewhere, without case, dashes and underscores. */
    private static final Map<String, String> OF_A_JOB = Map.ofEntries(
            Map.entry("time", "\"timeLimitSeconds\" (seconds)"),
            Map.entry("timelimit", "\"timeLimitSeconds\" (seconds)"),
            Map.entry("timeout", "\"timeLimitSeconds\" (seconds)"),
            Map.entry("timeoutms", "\"timeLimitSeconds\" (seconds)"),
            Map.entry("walltime", "\"timeLimitSeconds\" (seconds)"),
            Map.entry("mem", "\"memoryMb\" (MiB per node)"),
            Map.entry("memory", "\"memoryMb\" (MiB per node)"),
            Map.entry("cpuspertask", "\"cpus\" (per task)"),
            Map.entry("ncpus", "\"cpus\" (per task)"),
            Map.entry("ntasks", "\"tasks\""),
            Map.entry("gpu", "\"gpus\""),
            Map.entry("jobname", "\"name\""),
            Map.entry("queue", "\"partition\""),
            Map.entry("chdir", "\"cwd\""),
            Map.entry("workdir", "\"cwd\""),
            Map.entry("environment", "\"env\""),
            Map.entry("export", "\"env\""),
            Map.entry("wrap", "\"script\""),
            Map.entry("command", "\"argv\" (a list of strings) or \"script\""),
            Map.entry("cmd", "\"argv\" (a list of strings) or \"script\""),
            Map.entry("args", "\"argv\" (a list of strings) or \"script\""),
            Map.entry("dependencies", "\"dependency\""),
            Map.entry("options", "\"extra\""));

    private static final Map<String, String> OF_A_COMMAND = Map.ofEntries(
            Map.entry("timeout", "\"timeoutMs\" (milliseconds)"),
            Map.entry("time", "\"timeoutMs\" (milliseconds)"),
            Map.entry("timeoutseconds", "\"timeoutMs\" (milliseconds)"),
            Map.entry("timelimitseconds", "\"timeoutMs\" (milliseconds)"),
            Map.entry("cmd", "\"command\" (a line for bash) or \"argv\" (a list of strings)"),
            Map.entry("script", "\"command\" (a line for bash) or \"argv\" (a list of strings)"),
            Map.entry("args", "\"command\" (a line for bash) or \"argv\" (a list of strings)"),
            Map.entry("environment", "\"env\""),
            Map.entry("chdir", "\"cwd\""),
            Map.entry("workdir", "\"cwd\""),
            Map.entry("input", "\"stdin\" (base64)"));

    private static final Map<String, String> OF_A_CHANGE = Map.ofEntries(
            Map.entry("content", "\"text\", or \"data\" (base64)"),
            Map.entry("sha256", "\"ifSha256\""),
            Map.entry("overwrite", "\"replace\" of file.move, or \"ifAbsent\" of file.write"),
            Map.entry("destination", "\"to\""),
            Map.entry("force", "\"recursive\""));

    /** Options of sbatch(1) that have no field, and are given on as they are. */
    private static final List<String> OPTIONS = List.of(
            "begin",
            "cpus-per-gpu",
            "error",
            "exclude",
            "exclusive",
            "gpus-per-node",
            "gpus-per-task",
            "hint",
            "hold",
            "input",
            "licenses",
            "mail-type",
            "mail-user",
            "mem-per-cpu",
            "mem-per-gpu",
            "nice",
            "nodelist",
            "ntasks-per-node",
            "open-mode",
            "output",
            "requeue",
            "reservation",
            "signal");

    private KnownFields() {}

    /**
     * Reads a record that asks for what a method does, in a form of its own: other fields are refused, with those that were meant.
     *
     * @param place what the error calls it
     */
    public static <T> T read(String json, Class<T> type, String place, Method like) {
        JsonNode node = Json.tree(json);
        if (!node.isObject()) {
            throw HpcException.invalid(place + " must be an object");
        }
        check(
                node,
                type,
                place,
                switch (like) {
                    case JOB_SUBMIT -> OF_A_JOB;
                    case EXEC_RUN -> OF_A_COMMAND;
                    default -> Map.of();
                });
        return Json.convert(node, type);
    }

    /** Checks the parameters of a method before they become its record. */
    static void check(Method method, JsonNode params) {
        switch (method) {
            case JOB_SUBMIT -> check(params.path("spec"), component(method.params(), "spec"), "spec", OF_A_JOB);
            case EXEC_RUN -> check(params, method.params(), method.wireName(), OF_A_COMMAND);
            case SHELL_OPEN -> check(params, method.params(), method.wireName(), Map.of());
            case FILE_WRITE, FILE_EDIT, FILE_MKDIR, FILE_MOVE, FILE_REMOVE, FILE_UPLOAD ->
                check(params, method.params(), method.wireName(), OF_A_CHANGE);
            default -> {}
        }
    }

    private static void check(JsonNode node, Class<?> record, String place, Map<String, String> others) {
        node.propertyNames().forEach(name -> {
            if (Arrays.stream(record.getRecordComponents())
                    .noneMatch(field -> field.getName().equals(name))) {
                throw HpcException.invalid(
                        "no field \"" + Json.shortened(name) + "\" in " + place + "; " + advice(name, record, others));
            }
        });
        for (RecordComponent field : record.getRecordComponents()) {
            if (field.getType().isRecord() && node.path(field.getName()).isObject()) {
                check(node.path(field.getName()), field.getType(), field.getName(), Map.of());
            }
        }
    }

    private static String advice(String name, Class<?> record, Map<String, String> others) {
        String plain = plain(name);
        List<String> fields = Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        return fields.stream()
                .filter(field -> plain(field).equals(plain))
                .findFirst()
                .map(field -> "use \"" + field + "\"")
                .or(() -> Optional.ofNullable(others.get(plain)).map(known -> "use " + known))
                .or(() -> OPTIONS.stream()
                        .filter(option ->
                                fields.contains("extra") && plain(option).equals(plain))
                        .findFirst()
                        .map(option -> "use \"extra\", as \"--" + option + "=VALUE\""))
                .orElseGet(() -> "its fields are " + String.join(", ", fields));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    private static Class<?> component(Class<?> record, String name) {
        return Arrays.stream(record.getRecordComponents())
                .filter(field -> field.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getType();
    }
}
