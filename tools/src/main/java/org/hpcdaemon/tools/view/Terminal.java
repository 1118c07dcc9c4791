package org.hpcdaemon.tools.view;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.ShellAttachment;
import org.hpcdaemon.client.stream.StreamGapException;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.jspecify.annotations.Nullable;

/** A visit to a shell's terminal: what it prints from an offset on is collected until the visit ends. */
public final class Terminal implements AutoCloseable {
    /** What comes in one visit; more stays for the next. */
    private static final int MAX_BYTES = 256 << 10;

    private static final int BUFFER = 16 << 10;

    /** For what the daemon has already: a round trip or two. */
    private static final Duration THERE = Duration.ofSeconds(10);

    private final ShellAttachment attachment;
    private final int most;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private long from;
    private long next;
    private long changedAt = System.nanoTime();
    private boolean over;

    private Terminal(ShellAttachment attachment, long from, int most) {
        this.attachment = attachment;
        this.from = from;
        this.next = from;
        this.most = Math.min(most, MAX_BYTES);
    }

    /** From that offset on, or from the first that the shell still has. */
    public static Terminal visit(DaemonSession session, ShellInfo shell, long from, int most) {
        if (from > shell.end()) {
            throw HpcException.invalid("\"from\" is past the terminal's end, which is at " + shell.end());
        }
        long begin = Math.max(from, shell.oldest());
        Terminal terminal = new Terminal(session.shell(shell.shell()).attach(begin), begin, most);
        Thread.ofVirtual().name("terminal").start(terminal::collect);
        return terminal;
    }

    public static ShellInfo info(DaemonSession session, ShellId shell) {
        return session.shells().shells().stream()
                .filter(each -> each.shell().equals(shell))
                .findFirst()
                .orElseThrow(() -> HpcException.notFound("shell", shell + "; it has ended, or never existed"));
    }

    /** As a piece of a log. */
    static LogChunk read(DaemonSession session, ShellId id, @Nullable Long from, int most, Duration wait) {
        ShellInfo shell = info(session, id);
        long begin = from == null ? Math.max(shell.oldest(), shell.end() - most) : from;
        try (Terminal terminal = visit(session, shell, begin, most)) {
            boolean there = begin < shell.end();
            terminal.awaitEnd(Math.min(shell.end(), begin + most), there ? THERE : wait);
            return terminal.chunk(Math.max(shell.end(), terminal.next()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HpcException.invalid("the server is stopping");
        }
    }

    private void collect() {
        byte[] buffer = new byte[BUFFER];
        try {
            while (room() > 0) {
                try {
                    int count = attachment.output().read(buffer, 0, Math.min(buffer.length, room()));
                    if (count < 0) {
                        return;
                    }
                    add(buffer, count);
                } catch (StreamGapException gap) {
                    skip(gap.to());
                }
            }
        } catch (IOException _) {
            // It ended, or cannot be reached: what came is shown.
        } finally {
            end();
        }
    }

    private synchronized int room() {
        return most - printed.size();
    }

    private synchronized void add(byte[] bytes, int count) {
        printed.write(bytes, 0, count);
        next += count;
        changedAt = System.nanoTime();
        notifyAll();
    }

    private synchronized void skip(long to) {
        printed.reset();
        from = to;
        next = to;
        notifyAll();
    }

    private synchronized void end() {
        over = true;
        notifyAll();
    }

    /** The offset after the last byte that came. */
    public synchronized long next() {
        return next;
    }

    /** Whether the terminal has ended, or as much came as was wanted. */
    public synchronized boolean isOver() {
        return over;
    }

    /** Whether nothing has come for so long, after something had. */
    synchronized boolean isQuietFor(Duration time) {
        return printed.size() > 0 && System.nanoTime() - changedAt >= time.toNanos();
    }

    public synchronized byte[] printed() {
        return printed.toByteArray();
    }

    /** Waits for a byte behind that offset, or the end, for so long at most. */
    synchronized void awaitChange(long behind, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        long left = Math.max(1, atMost.toMillis());
        while (!over && next <= behind && left > 0) {
            wait(left);
            left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        }
    }

    /** Of what is not there yet, the first byte is waited for. */
    private synchronized void awaitEnd(long offset, Duration atMost) throws InterruptedException {
        awaitChange(offset > from ? offset - 1 : from, atMost);
    }

    private synchronized LogChunk chunk(long size) {
        return new LogChunk(from, Bytes.of(printed.toByteArray()), size, false);
    }

    /** Gives up the place; the shell lives on. */
    @Override
    public void close() {
        attachment.close();
    }
}
