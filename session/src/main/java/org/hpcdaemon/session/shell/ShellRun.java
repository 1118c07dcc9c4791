package org.hpcdaemon.session.shell;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.protocol.message.value.Capture;
import org.hpcdaemon.protocol.message.value.Captured;
import org.jspecify.annotations.Nullable;

/** One {@code shell.run} under way: what it printed, and how it ended. Thread-safe. */
final class ShellRun {
    /** How a run ended; {@code end} absent: the shell ended with it. */
    record Outcome(Optional<ShellFiles.End> end, int shellExit) {}

    private final int number;
    private final Capture capture = new Capture();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private boolean capturing;
    private boolean heldReturn;
    private long from;
    private long to;

    ShellRun(int number, long from) {
        this.number = number;
        this.from = from;
        this.to = from;
    }

    int number() {
        return number;
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    synchronized void begin(long offset) {
        capturing = true;
        from = offset;
        to = offset;
        begun.countDown();
    }

    /** Waits until it has begun, or ended without that, but not longer than {@code most}. */
    void awaitBegin(Duration most) throws InterruptedException {
        var _ = begun.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized boolean hasBegun() {
        return capturing;
    }

    /** Collects what it prints; the terminal's CR LF becomes LF, also when a piece ends between the two. */
    synchronized void text(byte[] bytes, int start, int length) {
        if (!capturing) {
            return;
        }
        to += length;
        byte[] out = new byte[length + 1];
        int n = 0;
        for (int i = start; i < start + length; i++) {
            byte b = bytes[i];
            if (heldReturn && b != '\n') {
                out[n++] = '\r';
            }
            heldReturn = b == '\r';
            if (!heldReturn) {
                out[n++] = b;
            }
        }
        capture.add(out, 0, n);
    }

    synchronized void end(long offset, @Nullable Outcome how) {
        if (capturing) {
            capturing = false;
            to = offset;
            if (heldReturn) {
                capture.add(new byte[] {'\r'}, 0, 1);
            }
        }
        begun.countDown();
        if (how != null) {
            outcome.complete(how);
        }
    }

    synchronized long from() {
        return from;
    }

    synchronized long to() {
        return to;
    }

    Captured captured() {
        return capture.captured();
    }
}
