package org.hpcdaemon.linux.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The environment that commands, shells and jobs start from: what the daemon was started in, without what is the daemon's alone and
 * what belongs to a job ({@link Allocation}).
 */
public final class ChildEnvironment {
    // HPC_API_KEY and whatever else configures this project: a command must not be able to speak as the daemon.
    private static final String OURS = "HPC_";

    // What the launcher set for the daemon's own sake, by name.
    private static final String OWN_VARIABLES = "HPC_OWN_VARIABLES";

    private final Map<String, String> base;

    public ChildEnvironment(Map<String, String> parent) {
        Map<String, String> kept = new HashMap<>(parent);
        for (String own : kept.getOrDefault(OWN_VARIABLES, "").split(" ", -1)) {
            kept.remove(own);
        }
        kept.keySet().removeIf(name -> name.startsWith(OURS));
        Allocation.leave(kept);
        this.base = Map.copyOf(kept);
    }

    /** Of what this process was started in. */
    public static ChildEnvironment ofThisProcess() {
        return new ChildEnvironment(startedIn());
    }

    /** This process's environment as it was started; UTF-8 in any locale, where System.getenv would lose it. */
    public static Map<String, String> startedIn() {
        Map<String, String> parent = new HashMap<>();
        try {
            String all = Files.readString(Path.of("/proc/self/environ"), StandardCharsets.UTF_8);
            for (String entry : all.split("\0", -1)) {
                int equals = entry.indexOf('=', 1);
                if (equals > 0) {
                    parent.put(entry.substring(0, equals), entry.substring(equals + 1));
                }
            }
        } catch (IOException _) {
            parent.putAll(System.getenv()); // not UTF-8, or no /proc
        }
        return parent;
    }

    /** What {@code ~} is to a command. */
    public String home() {
        String home = base.getOrDefault("HOME", "");
        return home.startsWith("/") ? home : System.getProperty("user.home");
    }

    /** What they all start from. */
    public Map<String, String> base() {
        return base;
    }

    /** Another base, without those names. */
    public ChildEnvironment without(Set<String> names) {
        Map<String, String> kept = new HashMap<>(base);
        kept.keySet().removeAll(names);
        return new ChildEnvironment(kept);
    }

    /** A new map: the base, what was asked for, and the mark of the tree. */
    public Map<String, String> with(Map<String, String> asked, TreeCookie cookie) {
        Map<String, String> environment = new HashMap<>(base);
        environment.putAll(asked);
        environment.put(TreeCookie.VARIABLE, cookie.value());
        return environment;
    }
}
