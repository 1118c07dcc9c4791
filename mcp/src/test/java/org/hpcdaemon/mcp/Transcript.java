package org.hpcdaemon.mcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hpcdaemon.mcp.stdio.StdioSession;

/**
 * What a client and {@link SmallServer} say to each other on stdio. In the file {@code > } is before a line of the
 * client, {@code < } before one of the server, {@code + 60} lets seconds pass, and {@code #} is for the reader.
 */
public record Transcript(String name, List<String> lines) {
    public Transcript {
        lines = List.copyOf(lines);
    }

    @Override
    public String toString() {
        return name;
    }

    public static List<Transcript> all() {
        try (Stream<Path> files = Files.list(Path.of(Objects.requireNonNull(Transcript.class.getResource("transcript"))
                .toURI()))) {
            return files.sorted().map(Transcript::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Transcript read(Path file) {
        try {
            return new Transcript(file.getFileName().toString(), Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the client says. */
    public List<String> requests() {
        return lines.stream()
                .filter(line -> line.startsWith("> "))
                .map(line -> line.substring(2))
                .toList();
    }

    /** The same transcript with what the server says now. */
    public List<String> play() {
        SettableClock clock = new SettableClock();
        List<String> said = new ArrayList<>();
        StdioSession session = new StdioSession(SmallServer.on(clock), line -> said.add("< " + line));
        for (String line : lines) {
            if (!line.startsWith("< ")) {
                said.add(line);
            }
            if (line.startsWith("+ ")) {
                clock.advance(Duration.ofSeconds(Long.parseLong(line.substring(2))));
            } else if (line.startsWith("> ")) {
                session.accept(line.substring(2).getBytes(StandardCharsets.UTF_8))
                        .ifPresent(Runnable::run);
            }
        }
        return said;
    }
}
