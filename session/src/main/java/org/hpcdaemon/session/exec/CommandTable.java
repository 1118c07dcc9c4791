package org.hpcdaemon.session.exec;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.session.route.Activity;
import org.hpcdaemon.session.route.Caller;

/**
 * The commands that run, and those that have ended and whose output an agent has not acknowledged yet. Thread-safe; nothing waits
 * for a process, a file or a peer under its lock.
 */
final class CommandTable {
    /** How long output that was not taken is kept after the command's end. */
    private static final Duration RETENTION = Duration.ofMinutes(10);

    // Ended commands with only their streams' ends kept, for an agent that was cut off before it heard of them.
    private static final int ENDED_KEPT = 64;

    private final ExecSettings settings;
    private final KeptOutputs outputs;
    private final Map<CommandKey, Execution> known = new LinkedHashMap<>();
    private boolean closed;

    CommandTable(ExecSettings settings, KeptOutputs outputs) {
        this.settings = settings;
        this.outputs = outputs;
    }

    /** The command with that key, or a new one that has not started; each {@code enter} is followed by a {@link #leave}. */
    synchronized Execution enter(CommandKey key, ExecRequest.Run command, boolean streamed) {
        sweep();
        if (closed) {
            throw new HpcException(ErrorCode.BUSY, "the daemon is stopping; try again when it is back");
        }
        Execution existing = known.get(key);
        if (existing != null && !existing.isOf(command)) {
            throw new HpcException(
                    ErrorCode.KEY_REUSED, "this key's command runs and is another one; give each its own key");
        }
        Execution execution = existing == null
                ? new Execution(key.caller(), command, streamed ? null : outputs.of(key), settings, this::sweep)
                : existing;
        execution.enter();
        known.put(key, execution);
        return execution;
    }

    synchronized void leave(CommandKey key, Execution execution) {
        if (execution.leave() && known.remove(key, execution)) {
            execution.release();
        }
        sweep();
    }

    synchronized Optional<Execution> find(CommandKey key) {
        return Optional.ofNullable(known.get(key));
    }

    /**
     * Makes room for the output of one more command of that agent: what lost connections left is given up, the oldest first.
     * Throws {@code BUSY} if output that is being read fills the agent's share.
     */
    synchronized void makeRoom(Caller caller) {
        sweep();
        giveUpLost(key -> key.caller().equals(caller), Limits.UNREAD_PER_AGENT);
        giveUpLost(_ -> true, Limits.UNREAD);
        long mine = unread(key -> key.caller().equals(caller));
        if (mine >= Limits.UNREAD_PER_AGENT || (mine > 0 && unread(_ -> true) >= Limits.UNREAD)) {
            throw new HpcException(
                    ErrorCode.BUSY,
                    "commands of this agent have ended, and " + (mine >> 10)
                            + " KiB of their output are not acknowledged; acknowledge it (stream.ack) before starting more");
        }
    }

    private void giveUpLost(Predicate<CommandKey> whose, long bound) {
        long surplus = unread(whose) - bound;
        for (Map.Entry<CommandKey, Execution> next : known.entrySet()) {
            if (surplus >= 0 && whose.test(next.getKey()) && next.getValue().isLost()) {
                surplus -= next.getValue().unread();
                next.getValue().release();
            }
        }
    }

    private long unread(Predicate<CommandKey> whose) {
        return known.entrySet().stream()
                .filter(entry -> whose.test(entry.getKey()))
                .mapToLong(entry -> entry.getValue().unread())
                .sum();
    }

    private synchronized void sweep() {
        known.values().stream()
                .filter(execution -> !execution.isReleased() && execution.isOver(RETENTION))
                .forEach(Execution::release);
        known.values().removeIf(execution -> execution.isForgettable(RETENTION));
        long surplus = known.values().stream().filter(Execution::isReleased).count() - ENDED_KEPT;
        Iterator<Execution> oldest = known.values().iterator();
        while (surplus > 0 && oldest.hasNext()) {
            if (oldest.next().isReleased()) {
                oldest.remove();
                surplus--;
            }
        }
    }

    /** The commands of one agent, also those whose output is all that is left. */
    synchronized List<Execution> of(Caller caller) {
        return known.entrySet().stream()
                .filter(entry -> entry.getKey().caller().equals(caller))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The commands that a caller may act on. */
    synchronized List<Execution> reachable(Caller caller) {
        return known.entrySet().stream()
                .filter(entry -> caller.mayReach(entry.getKey().caller().agent()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Those that run. */
    synchronized List<Activity> running() {
        return known.entrySet().stream()
                .flatMap(entry -> entry.getValue().runsSince().stream()
                        .map(since -> new Activity(entry.getKey().caller(), since)))
                .toList();
    }

    /** Who has some. */
    synchronized Set<Caller> callers() {
        return known.entrySet().stream()
                .filter(entry -> !entry.getValue().isReleased())
                .map(entry -> entry.getKey().caller())
                .collect(Collectors.toSet());
    }

    /** Takes no more. Returns those that are known. */
    synchronized List<Execution> close() {
        closed = true;
        return List.copyOf(known.values());
    }
}
