package org.hpcdaemon.tools;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient.DaemonView;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;

/** What all tools work with. */
record Desk(Supplier<Reach> reach, Keys keys, InstantSource clock) {
    DaemonSession session(DaemonId machine) {
        return reach.get().session(machine);
    }

    /** The machine that is named, or the only one that is online. */
    DaemonId machine(Given given) {
        return given.text("machine").map(Desk::machine).orElseGet(this::onlyOne);
    }

    static DaemonId machine(String name) {
        try {
            return new DaemonId(name);
        } catch (IllegalArgumentException e) {
            throw HpcException.invalid("\"machine\" is " + e.getMessage());
        }
    }

    private DaemonId onlyOne() {
        List<DaemonView> all = reach.get().daemons();
        List<DaemonView> online = all.stream().filter(DaemonView::online).toList();
        return switch (online.size()) {
            case 1 -> online.getFirst().daemon();
            case 0 ->
                throw new HpcException(
                        ErrorCode.DAEMON_OFFLINE,
                        all.isEmpty()
                                ? "there is no machine yet; on the machine to reach, the user runs: hpc-daemon setup"
                                : "no machine is online of " + names(all));
            default -> throw HpcException.invalid("\"machine\" is missing, and several are online: " + names(online));
        };
    }

    private static String names(List<DaemonView> views) {
        return views.stream().map(each -> each.daemon().value()).collect(Collectors.joining(", "));
    }

    /** The key that the model chose, or that of this call. */
    IdempotencyKey key(Given given, String tool, ToolCall call) {
        return given.key().orElseGet(() -> keys.of(tool, call));
    }
}
