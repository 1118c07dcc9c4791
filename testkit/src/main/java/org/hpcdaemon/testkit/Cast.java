package org.hpcdaemon.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A recording as a player reads it, by what the description of asciicast v2 says and by nothing of ours: valid UTF-8; a header with the
 * version and a size; then arrays of a time that never goes back, a code and text. Whatever is not so is an AssertionError.
 */
public record Cast(JsonNode header, List<Event> events) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** All that there may be: "i", what is typed, is never recorded. */
    private static final Set<String> CODES = Set.of("o", "m", "r");

    public Cast {
        events = List.copyOf(events);
    }

    /**
     * One line.
     *
     * @param time seconds since the beginning
     */
    public record Event(double time, String code, String data) {}

    public static Cast read(Path file) throws IOException {
        return of(Files.readAllBytes(file));
    }

    public static Cast of(byte[] bytes) throws IOException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        check(text.endsWith("\n"), "its last line has an end", text);
        List<String> lines = text.lines().toList();
        JsonNode header = MAPPER.readTree(lines.getFirst());
        check(header.path("version").asInt() == 2, "version 2", lines.getFirst());
        check(header.path("width").isInt() && header.path("height").isInt(), "a size", lines.getFirst());
        check(header.path("timestamp").isIntegralNumber(), "a time", lines.getFirst());
        List<Event> events = new ArrayList<>();
        double before = 0;
        for (String line : lines.subList(1, lines.size())) {
            Event event = event(line);
            check(event.time() >= before, "times do not go back", line);
            before = event.time();
            events.add(event);
        }
        return new Cast(header, events);
    }

    private static Event event(String line) {
        JsonNode event = MAPPER.readTree(line);
        check(event.isArray() && event.size() == 3 && event.get(0).isNumber(), "a time, a code and text", line);
        String code = event.get(1).asString();
        String data = event.get(2).asString();
        check(CODES.contains(code), "a known code", line);
        check(!code.equals("r") || data.matches("[1-9][0-9]*x[1-9][0-9]*"), "a size", line);
        return new Event(event.get(0).asDouble(), code, data);
    }

    private static void check(boolean holds, String what, String line) {
        if (!holds) {
            throw new AssertionError("expected " + what + ", in: " + line);
        }
    }

    private List<String> data(String code) {
        return events.stream()
                .filter(event -> event.code().equals(code))
                .map(Event::data)
                .toList();
    }

    public String output() {
        return data("o").stream().collect(Collectors.joining());
    }

    public List<String> markers() {
        return data("m");
    }

    public List<String> sizes() {
        return data("r");
    }
}
