package org.hpcdaemon.daemon.skill;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * The YAML front matter of a {@code SKILL.md}, as much of it as skills use: keys at the left margin, with plain, quoted
 * or block ({@code >} and {@code |}) text. Keys with anything else below them are passed over.
 */
record FrontMatter(Map<String, String> values) {
    private static final String FENCE = "---";

    /** Throws {@link HpcException} if there is none. */
    static FrontMatter of(String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().stripTrailing().equals(FENCE)) {
            throw HpcException.invalid("SKILL.md has no front matter; its first line must be ---");
        }
        Map<String, String> values = new HashMap<>();
        int at = 1;
        while (at < lines.size() && !lines.get(at).stripTrailing().equals(FENCE)) {
            String line = lines.get(at++);
            int colon = line.indexOf(':');
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (colon <= 0 || Character.isWhitespace(line.charAt(0))) {
                throw HpcException.invalid(
                        "SKILL.md's front matter has a line that is not `key: value`: " + line.strip());
            }
            StringBuilder below = new StringBuilder();
            String style = line.substring(colon + 1).strip();
            while (at < lines.size()
                    && (lines.get(at).isBlank() || lines.get(at).startsWith(" "))) {
                below.append(style.startsWith("|") ? "\n" : " ")
                        .append(lines.get(at++).strip());
            }
            values.put(
                    line.substring(0, colon).strip(),
                    value(style, below.toString().strip()));
        }
        if (at == lines.size()) {
            throw HpcException.invalid("SKILL.md's front matter does not end; close it with a line ---");
        }
        return new FrontMatter(Map.copyOf(values));
    }

    private static String value(String style, String below) {
        if (style.matches("[>|][+-]?")) {
            return below;
        }
        String whole = below.isEmpty() ? style : (style + " " + below).strip();
        if (whole.length() >= 2 && whole.startsWith("\"") && whole.endsWith("\"")) {
            return whole.substring(1, whole.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
        }
        if (whole.length() >= 2 && whole.startsWith("'") && whole.endsWith("'")) {
            return whole.substring(1, whole.length() - 1).replace("''", "'");
        }
        return whole.replaceFirst("\\s+#.*$", "");
    }

    String required(String key) {
        @Nullable String value = values.get(key);
        if (value == null || value.isBlank()) {
            throw HpcException.invalid("SKILL.md's front matter lacks `" + key + "`");
        }
        return value;
    }
}
