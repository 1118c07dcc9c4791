package org.hpcdaemon.cli.approval;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One request, whole, as whoever decides about it reads it. */
public final class ApprovalPage {
    private static final String INDENT = "    ";

    /** Fields that are bytes. */
    private static final Set<String> BYTES = Set.of("stdin", "data");

    private ApprovalPage() {}

    public static List<String> lines(ApprovalInfo approval) {
        List<String> lines = new ArrayList<>();
        lines.add("approval  " + approval.approval() + ", " + state(approval));
        lines.add("agent     " + ApprovalTable.agent(approval)
                + (approval.agent() == null || approval.agentName() == null ? "" : " (" + approval.agent() + ")"));
        lines.add("why       "
                + (approval.rule() == null ? "" : "rule \"" + Text.printable(approval.rule()) + "\": ")
                + Text.printable(approval.reason()));
        if (approval.note() != null) {
            lines.add("note      " + Text.printable(approval.note()));
        }
        lines.add("request   " + Text.printable(approval.method()));
        if (approval.request() != null) {
            Json.tree(approval.request())
                    .properties()
                    .forEach(field -> add(lines, INDENT, field.getKey(), field.getValue()));
        }
        return lines;
    }

    /** One line that tells what was decided. */
    public static String decided(ApprovalInfo approval, boolean allow) {
        return (allow ? "allowed: " : "denied: ")
                + Text.printable(approval.summary())
                + (allow ? "; the agent may send it again now" : "");
    }

    private static String state(ApprovalInfo approval) {
        String until = second(approval.until());
        return switch (approval.state()) {
            case PENDING -> "asked " + second(approval.askedAt()) + ", waits until " + until;
            case ALLOWED -> "allowed by " + by(approval) + ", until " + until;
            case DENIED -> "denied by " + by(approval);
            case USED -> "allowed by " + by(approval) + ", and sent again since";
            case EXPIRED -> "expired " + until;
        };
    }

    private static String by(ApprovalInfo approval) {
        return Text.orDash(approval.decidedBy()) + " at " + second(approval.decidedAt());
    }

    private static String second(@Nullable Instant time) {
        return time == null ? "-" : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A text of several lines is set in, deeper than any field, so that it passes for none. */
    private static void add(List<String> lines, String indent, String name, JsonNode value) {
        if (value.isContainer() && value.isEmpty()) {
            return;
        }
        if (value.isObject()) {
            lines.add(indent + name + ":");
            value.properties().forEach(field -> add(lines, indent + INDENT, field.getKey(), field.getValue()));
            return;
        }
        String text = text(name, value).orElseGet(() -> Json.write(value));
        if (text.contains("\n")) {
            lines.add(indent + name + ":");
            text.lines().forEach(line -> lines.add(indent + INDENT + "| " + Text.printable(line)));
        } else {
            lines.add(indent + name + ": " + Text.printable(text));
        }
    }

    private static Optional<String> text(String name, JsonNode value) {
        if (!value.isString()) {
            return Optional.empty();
        }
        String text = value.stringValue();
        if (!BYTES.contains(name)) {
            return Optional.of(text);
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(text)))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return Optional.of(text);
        }
    }
}
