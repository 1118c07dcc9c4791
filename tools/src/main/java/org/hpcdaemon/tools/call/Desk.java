package org.hpcdaemon.tools.call;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.DaemonView;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;

/** What all tools work with. */
public record Desk(Supplier<Reach> reach, KeySource keys, InstantSource clock) {
    public DaemonSession session(DaemonId machine) {
        return reach.get().session(machine);
    }

    /** The failure as a model reads it. */
    public ToolResult failure(HpcException failure) {
        try {
            reach.get().failed(failure);
        } catch (HpcException _) {
            // An agent that is not signed in reaches no platform that could be told.
        }
        return ToolFailures.of(failure);
    }

    /** The machine that is named, or the only one that is online. */
    public DaemonId machine(Arguments given) {
        return given.text("machine").map(Desk::machine).orElseGet(this::onlyOne);
    }

    /** That of the job, if there is one. */
    public DaemonId machine(Arguments given, Optional<Handle.Job> job) {
        DaemonId machine = job.filter(_ -> given.text("machine").isEmpty())
                .map(Handle.Job::machine)
                .orElseGet(() -> machine(given));
        if (job.filter(known -> !known.machine().equals(machine)).isPresent()) {
            throw HpcException.invalid("the job is not on machine " + machine + ": leave \"machine\" out");
        }
        return machine;
    }

    public static DaemonId machine(String name) {
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
    public IdempotencyKey key(Arguments given, String tool, ToolCall call) {
        return given.key().orElseGet(() -> keys.of(tool, call));
    }
}
