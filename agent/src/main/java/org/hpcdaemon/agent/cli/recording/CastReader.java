package org.hpcdaemon.agent.cli.recording;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.hpcdaemon.agent.terminal.Playback;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A recording in the format asciicast v2, line by line; half a line at its end is not read. Not thread-safe. */
final class CastReader implements Playback.Source {
    /** Far more than a daemon writes in one. */
    private static final int MAX_LINE = 4 << 20;

    /** The same, of the header. */
    private static final int MAX_VALUES = 1000;

    private final InputStream in;
    private final JsonNode header;
    private @Nullable String marker;

    /** Reads the first line. Throws an HpcException if it is not of such a file. */
    CastReader(InputStream in) throws IOException {
        this.in = in;
        this.header = line().filter(first -> first.path("version").asInt(0) == 2)
                .orElseThrow(() -> bad("it does not begin as asciicast v2 does"));
    }

    int rows() {
        return header.path("height").asInt(0);
    }

    int cols() {
        return header.path("width").asInt(0);
    }

    /** What was recorded, in a few words; empty if the file does not say. */
    String what() {
        return header.path("title").asString(header.path("command").asString(""));
    }

    /** The last marker: how it ended, if it did. */
    Optional<String> marker() {
        return Optional.ofNullable(marker);
    }

    /** The next output; all else on the way is passed by. */
    @Override
    public Optional<Playback.Step> next() throws IOException {
        for (Optional<JsonNode> line = line(); line.isPresent(); line = line()) {
            JsonNode event = line.get();
            if (!event.isArray() || event.size() < 3 || !event.get(0).isNumber()) {
                throw bad("a line in it is no event");
            }
            String data = event.get(2).asString("");
            switch (event.get(1).asString("")) {
                case "o" -> {
                    return Optional.of(new Playback.Step((long) (event.get(0).asDouble() * 1_000_000), data));
                }
                case "m" -> marker = data;
                default -> {}
            }
        }
        return Optional.empty();
    }

    private Optional<JsonNode> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            line.write(next);
            if (line.size() > MAX_LINE) {
                throw bad("a line in it is too long");
            }
            next = in.read();
        }
        return next < 0 ? Optional.empty() : Optional.of(Json.tree(line.toString(StandardCharsets.UTF_8), MAX_VALUES));
    }

    private static HpcException bad(String why) {
        return new HpcException(ErrorCode.INTERNAL, "the recording cannot be played: " + why);
    }
}
