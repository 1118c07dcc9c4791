package org.hpcdaemon.jobs.gridengine.submit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of each option that qsub(1) has in Grid Engine 8.1. An option that is not here is refused by its name: another Grid
 * Engine may have one that runs something elsewhere.
 */
enum OptionRule {
    /** The job has a field for it. */
    FIELD("N 1, q 1, t 1, tc 1, wd 1, P 1"),
    /** Files that the job's output goes to or its input comes from. */
    FILE("o 1, e 1, i 1, j 1"),
    /** Resources, which add up. */
    RESOURCES("l 1"),
    /** Given on to qsub. */
    GIVEN("A 1, a 1, ac 1, ar 1, ckpt 1, dl 1, h 0, hard 0, js 1, M 1, m 1, masterq 1, p 1, pe 2, R 1, r 1, w 1"),
    /** Signals before a suspension and before the end. */
    NOTIFY("notify 0"),
    /** Variables of the job. */
    VARIABLES("v 1"),
    /** What runs a script that does not say so itself. */
    SHELL("S 1"),
    /** Says nothing that is not so anyway. */
    IGNORED("V 0, cwd 0, terse 0, verbose 0, b 1, shell 1, noshell 0, nostdin 0"),
    /** Runs or reads something that is neither this script nor on this cluster, or is not the agent's to say. */
    REFUSED(
            "@ 1, C 1, binding 1, c 1, clear 0, dc 1, display 1, hold_jid 1, hold_jid_ad 1, inherit 0, jsv 1, now 1, pty 1, soft 0, sync 1, "
                    + "verify 0, help 0");

    private static final Map<String, OptionRule> BY_NAME = new HashMap<>();
    private static final Map<String, Integer> VALUES = new HashMap<>();

    static {
        for (OptionRule rule : values()) {
            for (String entry : rule.names.split(", *", -1)) {
                String[] words = entry.split(" ", -1);
                BY_NAME.put(words[0], rule);
                VALUES.put(words[0], Integer.valueOf(words[1]));
            }
        }
    }

    private final String names;

    /** @param names each with how many values it takes */
    OptionRule(String names) {
        this.names = names;
    }

    static Optional<OptionRule> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** How many words behind it are its values. */
    static int values(String name) {
        return VALUES.getOrDefault(name, 0);
    }

    static Map<String, OptionRule> all() {
        return Map.copyOf(BY_NAME);
    }
}
