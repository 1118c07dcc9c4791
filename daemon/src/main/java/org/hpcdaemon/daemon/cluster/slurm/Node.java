package org.hpcdaemon.daemon.cluster.slurm;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node, as {@code scontrol --oneliner --details show node} prints it.
 *
 * @param state in small letters, one word: sinfo(1)'s names where it has one
 * @param gpus by type
 * @param gpusInUse by type
 */
record Node(
        String name,
        String state,
        List<String> partitions,
        int cpus,
        int cpusInUse,
        long memoryMb,
        Map<String, Integer> gpus,
        Map<String, Integer> gpusInUse) {
    /** Whatever another state is called, jobs do not start there now. A powered-down node is started for them. */
    private static final Set<String> WORKING = Set.of("idle", "mixed", "allocated", "powered_down");

    /** A flag that matters more than the state it comes with. */
    private record Flag(String printed, String state) {}

    /** The first that is there decides; one name for those that versions call differently. */
    private static final List<Flag> DECIDING = List.of(
            new Flag("MAINT", "maintenance"),
            new Flag("MAINTENANCE", "maintenance"),
            new Flag("RESERVED", "reserved"),
            new Flag("FAIL", "fail"),
            new Flag("INVALID_REG", "invalid"),
            new Flag("REBOOT_ISSUED", "reboot"),
            new Flag("BLOCKED", "blocked"),
            new Flag("POWER_DOWN", "powering_down"),
            new Flag("POWERING_DOWN", "powering_down"),
            new Flag("POWER_UP", "powering_up"),
            new Flag("POWERING_UP", "powering_up"),
            new Flag("POWER", "powered_down"), // before 21.08
            new Flag("POWERED_DOWN", "powered_down"));

    /** All nodes of a text; other lines are left out. */
    static List<Node> all(String text) {
        return text.lines()
                .map(KeyValues::new)
                .map(Node::of)
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable Node of(KeyValues line) {
        String name = line.text("NodeName");
        return name == null
                ? null
                : new Node(
                        name,
                        state(line.text("State")),
                        line.list("Partitions"),
                        line.count("CPUTot"),
                        line.count("CPUAlloc"),
                        line.count("RealMemory"),
                        Gres.gpus(line.text("Gres")),
                        Gres.gpus(line.text("GresUsed")));
    }

    /** Whether what is not in use may be had. */
    boolean working() {
        return WORKING.contains(state);
    }

    /** {@code IDLE+DRAIN} is drained; a star, or a flag of that name, means that it does not answer. */
    static String state(@Nullable String text) {
        if (text == null) {
            return "unknown";
        }
        List<String> flags = List.of(text.split("\\+"));
        String base = flags.getFirst().replaceAll("[^A-Za-z0-9_]", "").toLowerCase(Locale.ROOT);
        if (base.equals("down")) {
            return base;
        }
        if (text.contains("*") || flags.contains("NOT_RESPONDING")) {
            return "not_responding";
        }
        if (flags.contains("DRAIN")) {
            return base.equals("idle") ? "drained" : "draining";
        }
        return DECIDING.stream()
                .filter(flag -> flags.contains(flag.printed()))
                .map(Flag::state)
                .findFirst()
                .orElse(base);
    }
}
