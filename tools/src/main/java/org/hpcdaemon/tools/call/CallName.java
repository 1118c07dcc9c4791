package org.hpcdaemon.tools.call;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hpcdaemon.mcp.Call;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The id that a client gives to one call of its model, unless it is a number: the next conversation counts from the same one. Pure. */
final class CallName {
    /** Fields of {@code _meta} that say it together: of Claude Code 2.1.332, and of Codex 0.171.0. */
    private static final List<List<String>> NAMES =
            List.of(List.of("claudecode/toolUseId"), List.of("threadId", "callId"));

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private CallName() {}

    static Optional<String> of(Call call) {
        ObjectNode meta = call.meta().all();
        return NAMES.stream()
                .filter(fields ->
                        fields.stream().allMatch(field -> meta.path(field).isString()))
                .map(fields -> fields.stream()
                        .map(field -> field + "=" + meta.path(field).stringValue())
                        .collect(Collectors.joining("\0")))
                .findFirst()
                .or(() -> unique(call.id().json()));
    }

    private static Optional<String> unique(JsonNode id) {
        return id.stringValueOpt().filter(text -> UUID.matcher(text).matches());
    }
}
