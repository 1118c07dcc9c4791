package org.hpcdaemon.daemon.policy.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        String lines = (above.isEmpty() || above.endsWith("\n") ? "" : "\n")
                + (before == null ? "\n" : "")
                + rule
                + (before == null ? "" : "\n");
        String changed = above + (text.contains("\r\n") ? lines.replace("\n", "\r\n") : lines) + text.substring(at);
        return new PolicyEdit(file, changed, reader.read(file.toString(), changed));
    }

    /** Where that rule begins, or the comment right above it. */
    private static int start(String text, String rule) {
        TomlArray rules = Toml.parse(text).getArrayOrEmpty("rule");
        for (int i = 0; i < rules.size(); i++) {
            TomlTable each = rules.getTable(i);
            if (rule.equals(each.getString("name"))) {
                return withComment(text, line(text, rules.inputPositionOf(i).line()));
            }
        }
        throw new IllegalArgumentException("there is no rule " + rule);
    }

    /** Where a line begins, by its number. */
    private static int line(String text, int number) {
        int at = 0;
        for (int line = 1; line < number; line++) {
            at = text.indexOf('\n', at) + 1;
        }
        return at;
    }

    private static int withComment(String text, int at) {
        int line = text.lastIndexOf('\n', at - 2) + 1;
        String above = text.substring(line, at);
        boolean comment = above.stripLeading().startsWith("#")
                && !above.contains("\"\"\"")
                && !above.contains("'''"); // which may end a text of several lines
        return comment ? withComment(text, line) : at;
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
