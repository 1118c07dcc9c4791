package org.hpcdaemon.protocol.message.shell;

import java.util.List;
import org.hpcdaemon.protocol.message.value.Checks;

/** The answer to {@code shell.list}, oldest first. */
public record ShellList(List<ShellInfo> shells) {
    public ShellList {
        shells = List.copyOf(Checks.required("shells", shells));
    }
}
