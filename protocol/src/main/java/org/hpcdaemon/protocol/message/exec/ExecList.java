package org.hpcdaemon.protocol.message.exec;

import java.util.List;
import org.hpcdaemon.protocol.message.value.Checks;

/**
 * The answer to {@code exec.list}, newest first.
 *
 * @param more there are older ones: ask again with {@code after} the last key
 */
public record ExecList(List<ExecInfo> commands, boolean more) {
    public ExecList {
        commands = List.copyOf(Checks.required("commands", commands));
    }
}
