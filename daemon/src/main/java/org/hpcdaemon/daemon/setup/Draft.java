package org.hpcdaemon.daemon.setup;

import java.util.List;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.jspecify.annotations.Nullable;

/**
 * The answers so far; each can still be changed.
 *
 * @param allowedDirs where agents may write; empty: wherever the user may
 * @param ifUnenforced absent where nothing is to be enforced
 * @param containers whether agents may run any within the limits
 */
record Draft(
        Answer<SkillChoice> skill,
        Answer<List<String>> allowedDirs,
        @Nullable Answer<IfUnenforced> ifUnenforced,
        boolean containers,
        Answer<String> workDir,
        Answer<String> instructions) {
    /** Of a text, as much as fits beside its name on a line of 80. */
    private static final int SHOWN = 55;

    /**
     * One answer.
     *
     * @param written as it was typed
     * @param value as it was understood
     */
    record Answer<T>(String written, T value) {}

    /** What is shown before anything is stored, numbered as it can be changed. */
    List<String> summary() {
        String directories = allowedDirs.value().isEmpty()
                ? "wherever you may"
                : String.join(":", allowedDirs.value())
                        + (ifUnenforced == null ? "" : " (if it cannot be enforced: " + ifUnenforced.value() + ")")
                        + (containers ? ", and run containers" : "");
        return List.of(
                "  1  skill              " + shown(skill.written()),
                "  2  agents may write   " + directories,
                "  3  working directory  " + workDir.value(),
                "  4  instructions       " + shown(instructions.written()));
    }

    private static String shown(String written) {
        String line = written.replaceAll("\\s+", " ");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }

    Draft withSkill(Answer<SkillChoice> other) {
        return new Draft(other, allowedDirs, ifUnenforced, containers, workDir, instructions);
    }

    Draft withWorkDir(Answer<String> other) {
        return new Draft(skill, allowedDirs, ifUnenforced, containers, other, instructions);
    }

    Draft withInstructions(Answer<String> other) {
        return new Draft(skill, allowedDirs, ifUnenforced, containers, workDir, other);
    }
}
