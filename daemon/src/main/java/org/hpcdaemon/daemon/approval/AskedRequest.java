package org.hpcdaemon.daemon.approval;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.ShellWord;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.protocol.rpc.Method;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request as the account owner reads it. Two that have the same effect are the same, whatever their keys, streams and sizes of terminals.
 *
 * @param text its parameters as JSON
 * @param key under which it has its effect once; absent: it has none
 */
record AskedRequest(
        String method,
        String summary,
        String text,
        @Nullable IdempotencyKey key) {
    /** Of one text: more than a person reads, and a list of approvals stays within a message. */
    private static final int SHOWN_CHARS = 24 << 10;

    private static final int MAX_BYTES = 64 << 10;
    private static final int SUMMARY_CHARS = 200;

    /** What tells how a request is answered, and not what it does. */
    private static final List<String> LEFT_OUT = List.of("key", "stream", "from", "rows", "cols");

    static AskedRequest of(Request request) {
        ObjectNode parameters = (ObjectNode) Json.tree(Json.write(request));
        parameters.remove(LEFT_OUT);
        if (parameters.get("streams") instanceof ObjectNode streams) {
            boolean stdin = streams.has("stdin");
            streams.removeAll();
            streams.put("stdin", stdin);
        }
        String text = Json.write(shortened(parameters));
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new HpcException(
                    ErrorCode.TOO_LARGE,
                    "the account owner has to allow this request, and it is too long to be read; put what is long into a"
                            + " file");
        }
        String line = line(request).strip().replaceAll("\\s+", " ");
        return new AskedRequest(
                Method.of(request).wireName(),
                line.codePointCount(0, line.length()) > SUMMARY_CHARS
                        ? line.substring(0, line.offsetByCodePoints(0, SUMMARY_CHARS)) + "…"
                        : line,
                text,
                key(request));
    }

    /**
     * A request that has the same effect, with a key of its own. Throws {@code INVALID_PARAMS} if a text of it was too long to be kept.
     *
     * @param text as {@link #of} made it
     */
    static Request again(String method, String text, IdempotencyKey key) {
        ObjectNode parameters = (ObjectNode) Json.tree(text);
        parameters.remove("streams");
        Class<?> type = Method.named(method).orElseThrow().params();
        for (RecordComponent field : type.getRecordComponents()) {
            if (field.getName().equals("key")) {
                parameters.put("key", key.value());
            } else if (LEFT_OUT.contains(field.getName()) && field.getType().isPrimitive()) {
                parameters.put(field.getName(), 1);
            }
        }
        return (Request) Json.convert(parameters, type);
    }

    String fingerprint() {
        return Sha256.hex(method + text);
    }

    /** A text that is too long to be read becomes an object, which no text can be mistaken for. */
    private static JsonNode shortened(JsonNode node) {
        if (node.isString() && node.stringValue().length() > SHOWN_CHARS) {
            byte[] bytes = node.stringValue().getBytes(StandardCharsets.UTF_8);
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("bytes", bytes.length)
                    .put("sha256", Sha256.hex(bytes));
        }
        switch (node) {
            case ObjectNode object ->
                List.copyOf(object.propertyNames()).forEach(name -> object.set(name, shortened(object.get(name))));
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, shortened(array.get(i)));
                }
            }
            default -> {}
        }
        return node;
    }

    private static @Nullable IdempotencyKey key(Request request) {
        return switch (request) {
            case ExecRequest.Run run -> run.key();
            case ShellRequest.Open open -> open.key();
            case JobRequest.Submit submit -> submit.key();
            case FileRequest.Change change -> change.key();
            default -> null;
        };
    }

    private static String line(Request request) {
        return switch (request) {
            case ExecRequest.Run run -> words(run.command(), run.argv()) + in(run.job());
            case JobRequest.Submit submit -> "job: " + job(submit.spec());
            case ShellRequest.Open open -> "shell" + in(open.job());
            case FileRequest.Move move ->
                "move " + move.path().printable() + " to " + move.to().printable();
            case FileRequest file ->
                Method.of(file).wireName().replace("file.", "") + " "
                        + file.path().printable();
            case ForwardRequest.Open open -> "connect to " + open.target();
            default -> Method.of(request).wireName();
        };
    }

    private static String in(@Nullable JobId job) {
        return job == null ? "" : " (in job " + job + ")";
    }

    private static String job(JobSpec spec) {
        String script = spec.script();
        return script == null
                ? words(null, spec.argv())
                : "script, " + script.lines().count() + " lines" + (spec.name() == null ? "" : ", " + spec.name());
    }

    private static String words(@Nullable String line, List<String> argv) {
        return line == null ? argv.stream().map(ShellWord::of).collect(Collectors.joining(" ")) : line;
    }
}
