package org.hpcdaemon.sandbox.choose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.sandbox.Level;

/**
 * Tells when agents are kept in less than when their daemon ran last: a kernel, a program or a setting may have changed
 * in between, and nothing else would show it.
 */
final class LastLevel {
    private static final System.Logger LOG = System.getLogger(LastLevel.class.getName());

    /** What is less comes later. */
    private static final List<String> ORDER = List.of("bubblewrap", "landlock", "refused", "advisory", "off");

    private final Path file;

    LastLevel(Path file) {
        this.file = file;
    }

    /** Logs the level in force if it is lower than before or than possible, and stores it. */
    void tell(Level now) {
        String word = now instanceof Level.Enforced enforced ? "" + enforced.mechanism() : now.word();
        String notes = now.notes().isEmpty() ? "" : ": " + String.join("; ", now.notes());
        String last = last();
        int before = ORDER.indexOf(last);
        boolean less = before >= 0 && before < ORDER.indexOf(word);
        if (less || !now.isBest()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the allowed directories: {0}{1}{2}",
                    now.word(),
                    less ? ", which is less than when this daemon ran last (" + ORDER.get(before) + ")" : "",
                    notes);
        }
        try {
            if (!word.equals(last)) {
                Files.writeString(file, word + "\n");
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} cannot be written ({1}); the next start will not know that the level was {2}",
                    file,
                    e.getMessage(),
                    word);
        }
    }

    private String last() {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException _) {
            return "";
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} cannot be read: {1}", file, e.getMessage());
            return "";
        }
    }
}
