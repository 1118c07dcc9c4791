package org.hpcdaemon.linux.process;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hpcdaemon.linux.system.Signals;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.message.value.SignalName;

/**
 * A command and all it has started: its session, its process group, whatever carries its cookie or comes from its origin, and
 * the descendants of all these. Thread-safe.
 */
public final class ProcessTree implements AutoCloseable {
    /** How long a command may tidy up after TERM before KILL. */
    public static final Duration GRACE = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(ProcessTree.class.getName());
    // A process that KILL does not end within this waits in the kernel, for a disk or an NFS server.
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
    private static final long MIN_POLL_INTERVAL_MS = 5;
    private static final long MAX_POLL_INTERVAL_MS = 50;

    private static final int NOBODY = -1;

    private final int leader;
    private final Predicate<ProcStat> marked;
    private final Spawner.Origin origin;
    private final Set<Identity> known = new HashSet<>();

    private record Identity(int pid, long startTime) {}

    /**
     * @param leader pid of a session leader that was started with the cookie
     * @param origin by which it was spawned
     */
    public ProcessTree(int leader, TreeCookie cookie, Spawner.Origin origin) {
        this(
                leader,
                process -> process.session() == leader
                        || process.group() == leader
                        || ProcessTable.startedWith(process.pid(), cookie.entry()),
                origin);
    }

    private ProcessTree(int leader, Predicate<ProcStat> marked, Spawner.Origin origin) {
        this.leader = leader;
        this.marked = marked;
        this.origin = origin;
    }

    /**
     * Whatever has a cookie from there. Not this process and those it comes from: a daemon may be started by a command of the same
     * daemon.
     */
    static ProcessTree allOf(TreeCookie.Source cookies) {
        Set<Integer> own = new HashSet<>();
        int pid = (int) ProcessHandle.current().pid();
        while (pid > 1 && own.add(pid)) {
            pid = ProcessTable.of(pid).map(ProcStat::parent).orElse(0);
        }
        String beginning = TreeCookie.VARIABLE + "=" + cookies.beginning();
        return new ProcessTree(
                NOBODY,
                process -> !own.contains(process.pid()) && ProcessTable.startedWithWhatBegins(process.pid(), beginning),
                Spawner.Origin.HERE);
    }

    /** Who of it runs now. */
    synchronized List<ProcStat> members() {
        List<ProcStat> all = ProcessTable.all();
        Set<Integer> family = origin.family(all.stream().map(ProcStat::pid).collect(Collectors.toSet()));
        Set<Integer> inside =
                ProcessTable.families(all, process -> family.contains(process.pid()) || isMarked(process));
        List<ProcStat> members = all.stream()
                .filter(process -> process.alive() && inside.contains(process.pid()))
                .toList();
        members.forEach(member -> known.add(new Identity(member.pid(), member.startTime())));
        return members;
    }

    /** Whether that process is one of it now. */
    public boolean contains(int pid) {
        return members().stream().anyMatch(member -> member.pid() == pid);
    }

    private boolean isMarked(ProcStat process) {
        return known.contains(new Identity(process.pid(), process.startTime())) || marked.test(process);
    }

    /** Whether it is the command itself and not something the command has started; a sandbox around it is neither. */
    public synchronized boolean isCommand(int pid) {
        return pid == leader
                || ProcessTable.of(pid)
                        .filter(process -> isBox(process.parent()))
                        .isPresent();
    }

    private static boolean isBox(int pid) {
        return ProcessTable.startedWith(pid, TreeCookie.OF_A_BOX + "=1");
    }

    /**
     * Ends all of it: asks with the signals given (and CONT, so that a stopped one hears them), waits, then KILL
     * until a look finds no process. A sandbox is not asked, since it would take with it what was to tidy up in it. Returns within the grace and 10 s; says in the log who could not be ended.
     */
    public void end(Duration grace, SignalName... ask) throws InterruptedException {
        for (SignalName signal : ask) {
            send(asked(), signal);
        }
        send(asked(), SignalName.CONT);
        if (awaitNone(grace)) {
            return;
        }
        long deadline = System.nanoTime() + KILL_TIMEOUT.toNanos();
        List<ProcStat> left = members();
        // One look may miss the child of a process that forked and was killed in between: the next finds it.
        while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
            send(left, SignalName.KILL);
            awaitNone(Duration.ofMillis(MAX_POLL_INTERVAL_MS));
            left = members();
        }
        if (!left.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "processes {0} do not end by KILL: they wait in the kernel and end when it lets them; going on",
                    left.stream().map(ProcStat::pid).toList());
        }
    }

    /** Call once all processes have ended or are no longer tracked. */
    @Override
    public void close() {
        origin.close();
    }

    private List<ProcStat> asked() {
        return members().stream().filter(member -> !isBox(member.pid())).toList();
    }

    private boolean awaitNone(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        long pause = MIN_POLL_INTERVAL_MS;
        int empty = 0;
        while (true) {
            // A look that races with a fork may find neither: only two empty ones are believed.
            empty = members().isEmpty() ? empty + 1 : 0;
            if (empty == 2) {
                return true;
            }
            if (empty == 0 && System.nanoTime() - deadline >= 0) {
                return false;
            }
            // Their parents wait for them, not we: there is nothing to wait on but another look.
            Thread.sleep(pause);
            pause = Math.min(MAX_POLL_INTERVAL_MS, pause * 2);
        }
    }

    private static void send(List<ProcStat> processes, SignalName signal) {
        for (ProcStat process : processes) {
            boolean same = ProcessTable.of(process.pid())
                    .filter(now -> now.startTime() == process.startTime())
                    .isPresent();
            if (same) {
                Signals.toProcess(process.pid(), signal.number());
            }
        }
    }
}
