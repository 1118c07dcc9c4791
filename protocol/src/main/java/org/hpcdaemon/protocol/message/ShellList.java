package org.hpcdaemon.protocol.message;

import java.util.List;

/** The answer to {@code shell.list}, oldest first. */
public record ShellList(List<ShellInfo> shells) {
    public ShellList {
        shells = List.copyOf(Checks.required("shells", shells));
    }
}
