package org.hpcdaemon.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for agents beside the allowed directories, as setup left it.
 *
 * @param hidden files and folders that agents may not read, beside those that are hidden from them anyway
 * @param noNetwork whether commands have no network, where the host can keep them from it
 * @param noUnixSockets whether they have no Unix sockets, where the host cannot keep them from those of other programs
 * @param containers whether they may make user namespaces, which containers need
 */
public record Guarding(
        IfUnenforced ifUnenforced, List<String> hidden, boolean noNetwork, boolean noUnixSockets, boolean containers) {
    /** What a profile has that does not say. */
    public static final Guarding DEFAULT = new Guarding(IfUnenforced.REFUSE, List.of(), false, false, false);

    public Guarding(
            @Nullable IfUnenforced ifUnenforced,
            @Nullable List<String> hidden,
            boolean noNetwork,
            boolean noUnixSockets,
            boolean containers) {
        this.ifUnenforced = ifUnenforced == null ? IfUnenforced.REFUSE : ifUnenforced;
        this.hidden = hidden == null ? List.of() : List.copyOf(hidden);
        this.noNetwork = noNetwork;
        this.noUnixSockets = noUnixSockets;
        this.containers = containers;
    }
}
