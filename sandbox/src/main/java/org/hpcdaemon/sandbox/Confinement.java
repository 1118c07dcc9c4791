package org.hpcdaemon.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a daemon's owner asked for, and where the daemon that enforces it keeps its own files.
 *
 * @param allowed where agents may write; empty: anywhere the owner may
 * @param guarding what else holds for agents
 * @param state the folder of the daemons of this home
 * @param tmp what this daemon's agents have as their own /tmp
 * @param lastLevel the file with the level that its agents had when it ran last
 * @param environment of the daemon itself
 */
public record Confinement(
        List<Path> allowed, Guarding guarding, Path state, Path tmp, Path lastLevel, Map<String, String> environment) {
    public Confinement {
        allowed = List.copyOf(allowed);
        environment = Map.copyOf(environment);
    }
}
