package org.hpcdaemon.session.record;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.RecordingId;
import org.hpcdaemon.protocol.message.recording.RecordingKind;
import org.jspecify.annotations.Nullable;

/**
 * A recording's file, by whose name it is found without reading it: {@code 20261130T210325123Z-shell-a_0123abcd-r_0123abcd.cast}. Nothing
 * that an agent chose is in it, and names sort as the recordings began.
 *
 * @param agent null: the account owner's, {@code user} in the name
 */
record RecordingName(
        Instant startedAt, RecordingKind kind, @Nullable AgentId agent, RecordingId id) {
    private static final String ENDED = ".cast";
    private static final String RUNNING = ".part";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'");
    private static final Pattern FORM =
            Pattern.compile("([0-9]{8}T[0-9]{9}Z)-(exec|shell)-(user|a_[a-z0-9]{8,32})-(r_[a-z0-9]{8,32})");

    /** Empty for what is not a recording's file. */
    static Optional<RecordingName> of(Path file) {
        String name = file.getFileName().toString();
        if (!name.endsWith(ENDED) && !name.endsWith(RUNNING)) {
            return Optional.empty();
        }
        Matcher parts = FORM.matcher(name.substring(0, name.length() - ENDED.length()));
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new RecordingName(
                LocalDateTime.parse(parts.group(1), TIME).toInstant(ZoneOffset.UTC),
                parts.group(2).equals("exec") ? RecordingKind.EXEC : RecordingKind.SHELL,
                parts.group(3).equals("user") ? null : new AgentId(parts.group(3)),
                new RecordingId(parts.group(4))));
    }

    private String stem() {
        return TIME.format(startedAt.atOffset(ZoneOffset.UTC)) + "-" + kind.wireName() + "-"
                + (agent == null ? "user" : agent.value()) + "-" + id;
    }

    /** Once nothing follows. */
    Path ended(Path folder) {
        return folder.resolve(stem() + ENDED);
    }

    /** While it is being made. */
    Path running(Path folder) {
        return folder.resolve(stem() + RUNNING);
    }

    static boolean isRunning(Path file) {
        return file.getFileName().toString().endsWith(RUNNING);
    }
}
