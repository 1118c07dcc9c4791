package org.hpcdaemon.session.file.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hpcdaemon.linux.descriptor.FileFailure;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.descriptor.FileKind;
import org.hpcdaemon.linux.descriptor.FileStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code .gitignore} files of a directory and of those above it leave out (gitignore(5)). The last rule that matches decides, and
 * those of a directory before those above it. Immutable.
 *
 * @param above null: none
 * @param base how many names the path of the directory has
 */
record IgnoreRules(@Nullable IgnoreRules above, int base, List<Rule> rules) {
    static final IgnoreRules NONE = new IgnoreRules(null, 0, List.of());

    private static final byte[] FILE = ".gitignore".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GIT = ".git".getBytes(StandardCharsets.US_ASCII);

    /** A longer file is no list that anybody wrote. */
    private static final int MAX_BYTES = 256 << 10;

    /**
     * One line.
     *
     * @param again it takes back what an earlier one has left out
     */
    record Rule(Glob glob, boolean again) {}

    IgnoreRules {
        rules = List.copyOf(rules);
    }

    /** Those of the directories above one, up to where its repository begins. None outside of repositories. */
    static IgnoreRules above(FileHandle directory, int base) {
        return Objects.requireNonNullElse(withinRepository(directory, base), NONE);
    }

    /** Null: it is in none. */
    private static @Nullable IgnoreRules withinRepository(FileHandle directory, int base) {
        if (isRepository(directory)) {
            return NONE;
        }
        if (base == 0) {
            return null;
        }
        try (FileHandle parent = directory.parent()) {
            IgnoreRules above = withinRepository(parent, base - 1);
            return above == null ? null : above.with(parent, base - 1);
        } catch (FileFailure _) {
            return null; // not to be seen
        }
    }

    private static boolean isRepository(FileHandle directory) {
        try {
            FileStatus _ = directory.status(GIT);
            return true;
        } catch (FileFailure _) {
            return false; // not there, or not to be seen
        }
    }

    /** With those of a directory beneath. */
    IgnoreRules with(FileHandle directory, int names) {
        List<Rule> own = parse(text(directory));
        return own.isEmpty() ? this : new IgnoreRules(this, names, own);
    }

    private static String text(FileHandle directory) {
        try (FileHandle file = directory.child(FILE)) {
            FileStatus status = file.status();
            if (status.kind() != FileKind.FILE) {
                return "";
            }
            byte[] bytes = new byte[(int) Math.min(MAX_BYTES, status.size())];
            try (FileHandle open = file.reading()) {
                return new String(bytes, 0, open.read(bytes, 0, bytes.length, 0), StandardCharsets.UTF_8);
            }
        } catch (FileFailure _) {
            return ""; // none, or none that may be read
        }
    }

    static List<Rule> parse(String text) {
        List<Rule> rules = new ArrayList<>();
        text.lines().forEach(line -> {
            String pattern = withoutSpaces(line);
            boolean again = pattern.startsWith("!");
            pattern = again ? pattern.substring(1) : pattern;
            if (!pattern.isEmpty() && !pattern.equals("/") && !line.startsWith("#")) {
                rules.add(new Rule(Glob.of(pattern), again));
            }
        });
        return rules;
    }

    /** At its end, but for one that a backslash keeps. */
    private static String withoutSpaces(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ' && !(end > 1 && line.charAt(end - 2) == '\\')) {
            end--;
        }
        return line.substring(0, end);
    }

    /** @param path all its names, from the root on */
    boolean ignores(List<String> path, boolean directory) {
        for (IgnoreRules at = this; at != null; at = at.above) {
            List<String> beneath = path.subList(at.base, path.size());
            for (Rule rule : at.rules.reversed()) {
                if (rule.glob().matches(beneath, directory)) {
                    return !rule.again();
                }
            }
        }
        return false;
    }
}
