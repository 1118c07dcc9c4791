package org.hpcdaemon.daemon.policy.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import org.hpcdaemon.daemon.policy.Policy;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * A policy's file with one rule more; everything else stays as its owner wrote it.
 *
 * @param file it is to replace
 * @param policy what it says
 */
public record PolicyEdit(Path file, String text, Policy policy) {
    /**
     * Puts a rule where it decides: before the one that decided until now, or behind all rules where none did. Throws {@link PolicyException}
     * if the file would be refused so, by an example that no longer holds for one.
     *
     * @param before the name of a rule; null: none decided
     */
    public static PolicyEdit adding(Path file, String rule, @Nullable String before, PolicyReader reader)
            throws IOException {
        String text = Files.readString(file);
        int at = before == null ? text.length() : start(text, before);
        String above = text.substring(0, at);
        String changed = above
                + (above.isEmpty() || above.endsWith("\n") ? "" : "\n")
                + (before == null ? "\n" : "")
                + rule
                + (before == null ? "" : "\n")
                + text.substring(at);
        return new PolicyEdit(file, changed, reader.read(file.toString(), changed));
    }

    /** Where the line of that rule begins. */
    private static int start(String text, String rule) {
        TomlArray rules = Objects.requireNonNull(Toml.parse(text).getArray("rule"), "it has that rule");
        for (int i = 0; i < rules.size(); i++) {
            TomlTable each = rules.getTable(i);
            if (rule.equals(each.getString("name"))) {
                List<String> lines =
                        text.lines().limit(rules.inputPositionOf(i).line() - 1L).toList();
                return lines.stream().mapToInt(line -> line.length() + 1).sum();
            }
        }
        throw new IllegalArgumentException("there is no rule " + rule);
    }

    /** Replaces the file at once, also behind a link; its mode stays. */
    public void write() throws IOException {
        Path real = file.toRealPath();
        Path fresh = Files.createTempFile(real.toAbsolutePath().getParent(), ".policy", ".toml");
        try {
            Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(real));
            Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
            Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
