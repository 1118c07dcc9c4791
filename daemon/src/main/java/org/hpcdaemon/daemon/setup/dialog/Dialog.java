package org.hpcdaemon.daemon.setup.dialog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where setup says and asks things. */
public interface Dialog {
    void say(String line);

    /**
     * Asks once and returns the answer, without space around it.
     *
     * @param preset what an empty answer means; absent if there is no such thing
     * @throws SetupStopped if there will be no answer
     */
    String ask(String question, @Nullable String preset, Completion completion);

    /** What the tabulator key completes. */
    sealed interface Completion {
        record Nothing() implements Completion {}

        /** Any of these words. */
        record Words(List<String> words) implements Completion {
            public Words {
                words = List.copyOf(words);
            }
        }

        /** Directories, several of them with {@code :} between. */
        record Directories() implements Completion {}

        /** A file, behind an {@code @}. */
        record TextFile(List<String> words) implements Completion {
            public TextFile {
                words = List.copyOf(words);
            }
        }
    }
}
