package org.hpcdaemon.session.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hpcdaemon.linux.system.Threads;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellList;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.session.idempotency.Idempotency;
import org.hpcdaemon.session.route.Activity;
import org.hpcdaemon.session.route.AgentSlots;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.route.Route;

/**
 * The shells of this daemon: every {@code shell.*} method. What the caller may not reach is answered like what
 * does not exist. Thread-safe; {@link #run} and {@link #open} block.
 */
public final class Shells implements AutoCloseable {
    // Ended shells whose output may still be read, each up to a ring: the readers that were cut off at the end.
    private static final int ENDED_KEPT = 4;

    private final ShellSettings settings;
    private final Idempotency idempotency;
    private final RandomIds ids;
    private final Map<ShellId, Shell> shells = new LinkedHashMap<>();
    private final AgentSlots slots = new AgentSlots(new AgentSlots.Bounds(
            "open shells",
            "close one with shell.close",
            Limits.SHELLS,
            Limits.SHELLS_PER_AGENT,
            Limits.SHELLS_RESERVED));
    // Those that start, by a ticket each; ending a caller's shells takes the tickets back.
    private final Map<Object, Caller> opening = new HashMap<>();
    private boolean closed;

    public Shells(ShellSettings settings, Idempotency idempotency, RandomIds ids) {
        this.settings = settings;
        this.idempotency = idempotency;
        this.ids = ids;
    }

    /** {@code shell.open}: answers after the first prompt, or without one after 10 s, in a job after a minute. */
    public ShellInfo open(Caller caller, ShellRequest.Open request) {
        return idempotency.once(caller, request.key(), request, ShellInfo.class, () -> start(caller, request));
    }

    private ShellInfo start(Caller caller, ShellRequest.Open request) {
        slots.take(caller);
        Object ticket = announce(caller);
        Shell shell;
        try {
            shell = Shell.open(ids.shell(), caller, request, settings, this::hasEnded);
        } catch (RuntimeException e) {
            slots.free(caller);
            boolean _ = withdraw(ticket);
            throw e;
        }
        if (!add(shell, ticket)) {
            shell.end();
            shell.release();
            throw new HpcException(
                    ErrorCode.ENDED,
                    "the shell was ended while it opened: the daemon is stopping, or the key was revoked");
        }
        try {
            shell.awaitReady();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return shell.info();
    }

    private synchronized Object announce(Caller caller) {
        Object ticket = new Object();
        opening.put(ticket, caller);
        return ticket;
    }

    private synchronized boolean withdraw(Object ticket) {
        return opening.remove(ticket) != null;
    }

    /** False if the shell is to end with those that were open while it started. */
    private synchronized boolean add(Shell shell, Object ticket) {
        boolean wanted = withdraw(ticket) && !closed;
        if (wanted) {
            shells.put(shell.id(), shell);
        }
        return wanted;
    }

    private void hasEnded(Shell ended) {
        slots.free(ended.caller());
        List<Shell> forgotten = new ArrayList<>();
        synchronized (this) {
            List<Shell> kept = shells.values().stream().filter(Shell::hasEnded).toList();
            int surplus = kept.size() - ENDED_KEPT;
            for (Shell shell : kept) {
                if (surplus > 0 && shell != ended) {
                    surplus--;
                    shells.remove(shell.id());
                    forgotten.add(shell);
                }
            }
        }
        forgotten.forEach(Shell::release);
    }

    private synchronized Shell find(Caller caller, ShellId id) {
        Shell shell = shells.get(id);
        if (shell == null || !shell.isReachedBy(caller)) {
            throw HpcException.notFound("shell", id);
        }
        return shell;
    }

    private static HpcException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new HpcException(ErrorCode.INTERNAL, "the daemon stopped meanwhile", e);
    }

    /** {@code shell.run}: blocks until the command has ended or its time-out has passed. */
    public ShellRunResult run(Caller caller, ShellRequest.Run request) {
        Shell shell = find(caller, request.shell());
        return idempotency.once(caller, request.key(), request, ShellRunResult.class, () -> {
            try {
                return shell.run(request);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        });
    }

    /** {@code shell.write}: answers when the terminal has taken the bytes. */
    public Done write(Caller caller, ShellRequest.Write request) {
        Shell shell = find(caller, request.shell());
        return idempotency.once(caller, request.key(), request, Done.class, () -> {
            try {
                shell.write(request.data().toArray());
                return new Done();
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        });
    }

    /** {@code shell.attach}: the caller sends the answer, then starts the attachment. */
    public Attachment attach(Caller caller, Route route, ShellRequest.Attach request) {
        return find(caller, request.shell()).attach(caller, route, request);
    }

    /** {@code shell.output}: blocks for as long as the request waits. */
    public LogChunk output(Caller caller, ShellRequest.Output request) {
        Shell shell = find(caller, request.shell());
        try {
            return shell.output(request);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** {@code shell.detach}: done also if it was not attached. */
    public Done detach(Caller caller, ShellRequest.Detach request) {
        find(caller, request.shell()).detach(caller, request);
        return new Done();
    }

    public Done resize(Caller caller, ShellRequest.Resize request) {
        find(caller, request.shell()).resize(request);
        return new Done();
    }

    public Done signal(Caller caller, ShellRequest.Signal request) {
        Shell shell = find(caller, request.shell());
        try {
            shell.signal(request);
            return new Done();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** {@code shell.close}: answers when nothing that was started in it runs; done also if it had ended. */
    public Done close(Caller caller, ShellRequest.Close request) {
        find(caller, request.shell()).end();
        return new Done();
    }

    /** {@code shell.list}: the caller's live shells, oldest first. */
    public ShellList list(Caller caller, ShellRequest.List request) {
        return new ShellList(all().stream()
                .filter(shell -> shell.isReachedBy(caller) && !shell.hasEnded())
                .map(Shell::info)
                .toList());
    }

    /** The live shells of all agents. */
    public List<Activity> live() {
        return all().stream()
                .filter(shell -> !shell.hasEnded())
                .map(shell -> new Activity(shell.caller(), shell.openedAt()))
                .toList();
    }

    private synchronized List<Shell> all() {
        return List.copyOf(shells.values());
    }

    /** Whether that process was started in a shell of the caller's. */
    public boolean owns(Caller caller, int pid) {
        return all().stream()
                .anyMatch(shell -> caller.mayReach(shell.caller().agent()) && !shell.hasEnded() && shell.owns(pid));
    }

    /** Whose shells are open. */
    public Set<Caller> callers() {
        return live().stream().map(Activity::caller).collect(Collectors.toSet());
    }

    /** Ends the shells that this caller opened. Returns how many there were. */
    public int end(Caller caller) {
        List<Shell> own;
        synchronized (this) {
            opening.values().removeIf(caller::equals);
            own = shells.values().stream()
                    .filter(shell -> shell.caller().equals(caller) && !shell.hasEnded())
                    .toList();
        }
        end(own);
        return own.size();
    }

    /** Ends every shell. */
    @Override
    public void close() {
        List<Shell> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(shells.values());
            shells.clear();
        }
        end(all);
    }

    private static void end(List<Shell> all) {
        Threads.forEach(all, shell -> {
            shell.end();
            shell.release();
        });
    }
}
