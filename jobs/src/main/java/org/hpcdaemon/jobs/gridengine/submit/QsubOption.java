package org.hpcdaemon.jobs.gridengine.submit;

import java.util.ArrayList;
import java.util.List;

/**
 * One option of qsub(1).
 *
 * @param name without its dash
 * @param where it was given, for messages
 */
record QsubOption(String name, List<String> values, String where) {
    QsubOption {
        values = List.copyOf(values);
    }

    /** The first value; empty if it has none. */
    String value() {
        return values.isEmpty() ? "" : values.getFirst();
    }

    /** As words of a command line. */
    List<String> words() {
        List<String> words = new ArrayList<>(List.of("-" + name));
        words.addAll(values);
        return words;
    }

    /** As the beginning of a message about its value. */
    String said() {
        return where + " has -" + name + " ";
    }
}
