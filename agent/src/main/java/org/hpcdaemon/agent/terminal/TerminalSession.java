package org.hpcdaemon.agent.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.client.ShellAttachment;
import org.hpcdaemon.client.stream.StreamGapException;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** A terminal's visit to a shell: keys there, output here, size there, until the shell ends or the terminal leaves. */
public final class TerminalSession {
    // What a terminal gives at once at most is 4 KiB.
    private static final int KEYS = 4 << 10;
    private static final int PIECE = 64 << 10;
    /** For keys that were typed just before the detach key, and for output on its way to the screen. */
    private static final Duration LAST_BYTES = Duration.ofSeconds(2);
    /** After a signal: the two waits above and telling the daemon, before the JVM is gone. */
    private static final Duration FAREWELL = Duration.ofSeconds(6);

    private final LocalTerminal terminal;
    private final InputStream in;
    private final PrintStream out;
    private final Notices notices;
    private final DetachKey key;
    private final TerminalModes modes = new TerminalModes();
    private boolean restored;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Semaphore resized = new Semaphore(0);

    public TerminalSession(LocalTerminal terminal, InputStream in, PrintStream out, Notices notices, DetachKey key) {
        this.terminal = terminal;
        this.in = in;
        this.out = out;
        this.notices = notices;
        this.key = key;
    }

    /** Returns when it is over and the terminal is as it was. A signal that ends this process detaches first. */
    public Outcome run(RemoteShell shell, ShellAttachment attachment, Optional<LocalTerminal.Size> sent)
            throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::leave));
        try (terminal) {
            terminal.raw();
            notices.raw(true);
            terminal.onResize(resized::release);
            resized.release();
            Thread screen = Thread.ofVirtual().name("screen").start(() -> show(attachment));
            // A read of a terminal holds its thread; only the process's end ends that.
            Thread.ofPlatform().daemon().name("keys").start(() -> type(attachment));
            Thread size = Thread.ofVirtual().name("size").start(() -> follow(shell, sent));
            Outcome how = outcome.join();
            size.interrupt();
            attachment.close();
            screen.join(LAST_BYTES);
            restore();
            return how;
        } finally {
            notices.raw(false);
            over.countDown();
        }
    }

    private void leave() {
        outcome.complete(new Outcome.Detached());
        try {
            over.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void type(ShellAttachment attachment) {
        byte[] typed = new byte[KEYS];
        try {
            int count = in.read(typed);
            while (count >= 0 && key.in(typed, count) < 0) {
                attachment.input().write(typed, 0, count);
                count = in.read(typed);
            }
            if (count > 0) {
                attachment.input().write(typed, 0, key.in(typed, count));
            }
            attachment.awaitTyped(LAST_BYTES);
        } catch (IOException _) {
            // The terminal is gone, or the shell is: of that the output says how.
            if (attachment.isOver()) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        outcome.complete(new Outcome.Detached());
    }

    private void show(ShellAttachment attachment) {
        byte[] piece = new byte[PIECE];
        try {
            int count = 0;
            while (count >= 0 && !out.checkError()) {
                try {
                    count = attachment.output().read(piece);
                    write(piece, Math.max(0, count));
                } catch (StreamGapException gap) {
                    notices.gap(gap);
                }
            }
            // Ended here by leaving, or because our output has no reader any longer.
            if (outcome.isDone() || count >= 0) {
                outcome.complete(new Outcome.Detached());
            } else {
                outcome.complete(new Outcome.Ended(attachment.end()));
            }
        } catch (IOException e) {
            outcome.complete(new Outcome.Lost(
                    e.getCause() instanceof HpcException cause
                            ? cause
                            : new HpcException(ErrorCode.INTERNAL, String.valueOf(e.getMessage()), e)));
        } catch (HpcException e) {
            outcome.complete(new Outcome.Lost(e));
        }
    }

    /** Under a lock, since the last piece may still be on its way when the terminal is restored. */
    private synchronized void write(byte[] piece, int count) {
        if (restored) {
            return;
        }
        int title = modes.note(piece, count);
        if (title < 0) {
            out.write(piece, 0, count);
            return;
        }
        out.write(piece, 0, title);
        out.writeBytes(TerminalModes.saveTitle());
        out.write(piece, title, count - title);
    }

    private synchronized void restore() {
        out.writeBytes(modes.undo());
        out.flush();
        restored = true;
    }

    /** Tells the shell each new size once, the last of many. */
    private void follow(RemoteShell shell, Optional<LocalTerminal.Size> sent) {
        Optional<LocalTerminal.Size> known = sent;
        try {
            while (!outcome.isDone()) {
                resized.acquire();
                resized.drainPermits();
                Optional<LocalTerminal.Size> now = terminal.size();
                if (now.isPresent() && !now.equals(known)) {
                    shell.resize(now.get().rows(), now.get().cols());
                    known = now;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (HpcException _) {
            // The shell is gone: of that the output says how.
        }
    }
}
