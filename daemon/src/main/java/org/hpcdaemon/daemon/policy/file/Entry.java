package org.hpcdaemon.daemon.policy.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** A table of a file whose keys are taken one by one; what is left at the end is unknown. Errors name the line. */
final class Entry {
    private final String file;
    private final TomlTable table;
    private final int line;
    private final Set<String> taken = new HashSet<>();

    /** @param line where it begins */
    Entry(String file, TomlTable table, int line) {
        this.file = file;
        this.table = table;
        this.line = line;
    }

    int line() {
        return line;
    }

    /** Of a key that was taken. */
    PolicyException wrong(String key, String reason) {
        TomlPosition position = table.inputPositionOf(List.of(key));
        return new PolicyException(file, position == null ? line : position.line(), "\"" + key + "\" " + reason);
    }

    PolicyException wrong(String reason) {
        return new PolicyException(file, line, reason);
    }

    private @Nullable Object take(String key) {
        taken.add(key);
        return table.get(List.of(key));
    }

    Optional<String> text(String key) {
        Object value = take(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isBlank()) {
            return Optional.of(text);
        }
        throw wrong(key, "is a text in quotes, and not empty");
    }

    String required(String key) {
        return text(key).orElseThrow(() -> wrong("\"" + key + "\" is missing here"));
    }

    /** A whole number, not negative. */
    Optional<Long> number(String key) {
        Object value = take(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Long number && number >= 0) {
            return Optional.of(number);
        }
        throw wrong(key, "is a whole number, 0 or greater");
    }

    /** False if it is absent. */
    boolean flag(String key) {
        Object value = take(key);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw wrong(key, "is true or false");
    }

    /** A text, or a list of them; empty if it is absent. */
    List<String> texts(String key) {
        Object value = take(key);
        return value == null ? List.of() : texts(key, value);
    }

    /** A list whose elements are texts or lists of texts; empty if it is absent. */
    List<List<String>> tokens(String key) {
        Object value = take(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof TomlArray array) || array.isEmpty()) {
            throw wrong(key, "is a list of words, such as [\"git\", [\"status\", \"log\"]]");
        }
        List<List<String>> tokens = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            tokens.add(texts(key, array.get(i)));
        }
        return tokens;
    }

    private List<String> texts(String key, Object value) {
        if (value instanceof String text) {
            return List.of(text);
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof TomlArray array) {
            for (int i = 0; i < array.size(); i++) {
                if (!(array.get(i) instanceof String text)) {
                    throw wrong(key, "has an element that is not a text in quotes");
                }
                texts.add(text);
            }
        }
        if (texts.isEmpty()) {
            throw wrong(key, "is a text in quotes, or a list of them that is not empty");
        }
        return texts;
    }

    /** Whole numbers, one or a list; empty if it is absent. */
    List<Long> numbers(String key) {
        Object value = take(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof Long number) {
            return List.of(number);
        }
        List<Long> numbers = new ArrayList<>();
        if (value instanceof TomlArray array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i) instanceof Long number) {
                    numbers.add(number);
                }
            }
            if (!numbers.isEmpty() && numbers.size() == array.size()) {
                return numbers;
            }
        }
        throw wrong(key, "is a whole number, or a list of them that is not empty");
    }

    /** The tables of {@code [[key]]}. */
    List<Entry> tables(String key) {
        Object value = take(key);
        if (value == null) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        if (value instanceof TomlArray array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i) instanceof TomlTable each) {
                    entries.add(new Entry(file, each, array.inputPositionOf(i).line()));
                }
            }
            if (entries.size() == array.size()) {
                return entries;
            }
        }
        throw wrong(key, "is written as [[" + key + "]]");
    }

    /** The table of {@code [key]}. */
    Optional<Entry> table(String key) {
        Object value = take(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof TomlTable inner) {
            TomlPosition position = table.inputPositionOf(List.of(key));
            return Optional.of(new Entry(file, inner, position == null ? line : position.line()));
        }
        throw wrong(key, "is written as [" + key + "]");
    }

    /** Throws if a key was not asked for. */
    void end() {
        for (String key : new TreeSet<>(table.keySet())) {
            if (!taken.contains(key)) {
                throw wrong(key, "is unknown here; there are " + String.join(", ", new TreeSet<>(taken)));
            }
        }
    }
}
