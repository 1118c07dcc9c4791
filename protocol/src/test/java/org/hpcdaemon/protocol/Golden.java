package org.hpcdaemon.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The golden files: each message of the protocol as it goes over the wire. A change that alters one alters the
 * protocol. A file is named after its method, notice, error or frame; variants add a word after a dot.
 */
public final class Golden {
    private Golden() {}

    /** One golden file: its folder, its name without extension, its text without the final line end. */
    public record Message(String folder, String name, String text) {
        @Override
        public String toString() {
            return folder + "/" + name;
        }
    }

    /** All messages of a folder: {@code call}, {@code answer}, {@code notice} or {@code error}. */
    public static List<Message> in(String folder) {
        try (Stream<Path> files = Files.list(path(folder))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(file ->
                            new Message(folder, file.getFileName().toString().replaceFirst("\\.json$", ""), read(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every text message. */
    public static List<Message> messages() {
        return Stream.of("call", "answer", "notice", "error")
                .flatMap(folder -> in(folder).stream())
                .toList();
    }

    /** The bytes of a hex file: lines with {@code #} and spaces are for people. */
    public static byte[] frame(String name) {
        String digits = read(path("frame/" + name + ".hex"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining())
                .replace(" ", "");
        return HexFormat.of().parseHex(digits);
    }

    private static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(Golden.class.getResource("golden/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
