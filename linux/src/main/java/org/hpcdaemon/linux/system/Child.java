package org.hpcdaemon.linux.system;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.linux.call.Errno;

/**
 * A child of this process that one thread waits for. It is reaped here and not by the JDK, since the JDK folds
 * signals into exit codes (128 + n). Thread-safe.
 */
public final class Child {
    private static final int P_PID = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x01000000;
    private static final int SIGINFO_BYTES = 128;

    private final int pid;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private boolean reaped;

    Child(int pid) {
        this.pid = pid;
        Threads.start("wait-" + pid, this::await);
    }

    public int pid() {
        return pid;
    }

    /** Completes when it has ended and was reaped. */
    public CompletableFuture<Exit> exit() {
        return exit.copy();
    }

    /** Returns false if it has ended. Never reaches another process that got the number since. */
    public synchronized boolean signal(int number) {
        return !reaped && Signals.toProcess(pid, number);
    }

    private void await() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIGINFO_BYTES, 8);
            MemorySegment status = arena.allocate(JAVA_INT);
            // Wait first and reap under the lock: in between, the number is a zombie's and cannot be reused.
            int result;
            do {
                result = Libc.waitid(P_PID, pid, info, WEXITED | WNOWAIT);
            } while (result == -Errno.EINTR);
            synchronized (this) {
                result = Libc.waitpid(pid, status, 0);
                reaped = true;
            }
            if (result == pid) {
                exit.complete(Exit.of(status.get(JAVA_INT, 0)));
            } else {
                exit.completeExceptionally(new IllegalStateException(
                        "process " + pid + " was reaped by another thread: errno " + -result));
            }
        }
    }
}
