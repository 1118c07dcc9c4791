package org.hpcdaemon.agent.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Output of the past, shown again at its pace, until it is over or the user quits it. Then the terminal is as it was. */
public final class Playback {
    /** After a signal: to bring the terminal back before the JVM is gone. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final int CTRL_C = 0x03;

    private final PrintStream out;
    private final Notices notices;
    private final Pace pace;
    private final LongSupplier nanoTime;
    private final PlayedText text = new PlayedText();
    private final TerminalModes modes = new TerminalModes();
    private final CountDownLatch quit = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * One piece of output.
     *
     * @param micros since the beginning
     */
    public record Step(long micros, String text) {}

    /** Where it comes from. */
    public interface Source {
        /** Empty at the end. */
        Optional<Step> next() throws IOException;
    }

    /**
     * How fast.
     *
     * @param speed how many times as fast as it was
     * @param idleMicros a longer pause is made as short as this; absent: none is
     */
    public record Pace(double speed, @Nullable Long idleMicros) {
        long nanos(long gapMicros) {
            long gap = idleMicros == null ? gapMicros : Math.min(gapMicros, idleMicros);
            return (long) (Math.max(0, gap) * 1000 / speed);
        }
    }

    /** @param nanoTime as {@link System#nanoTime} */
    public Playback(PrintStream out, Notices notices, Pace pace, LongSupplier nanoTime) {
        this.out = out;
        this.notices = notices;
        this.pace = pace;
        this.nanoTime = nanoTime;
    }

    /**
     * Plays it on a terminal, whose keys are read meanwhile: q and Ctrl-C quit. Closes the terminal.
     *
     * @return false if the user quit
     */
    public boolean run(LocalTerminal terminal, InputStream keys, Source source)
            throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::leave));
        try (terminal) {
            terminal.raw();
            notices.raw(true);
            // A read of a terminal holds its thread; only the process's end ends that.
            Thread.ofPlatform().daemon().name("keys").start(() -> watch(keys));
            return run(source);
        } finally {
            notices.raw(false);
            over.countDown();
        }
    }

    /** Plays it to what is not a terminal, or has no keys. */
    public boolean run(Source source) throws IOException, InterruptedException {
        try {
            long at = 0;
            long due = nanoTime.getAsLong();
            for (Optional<Step> next = source.next(); next.isPresent(); next = source.next()) {
                due += pace.nanos(next.get().micros() - at);
                at = next.get().micros();
                if (quit.await(due - nanoTime.getAsLong(), TimeUnit.NANOSECONDS)) {
                    return false;
                }
                show(next.get().text());
            }
            return true;
        } finally {
            out.writeBytes(modes.undo());
            out.flush();
        }
    }

    private void show(String piece) {
        byte[] bytes = text.pass(piece).getBytes(StandardCharsets.UTF_8);
        int ignored = modes.note(bytes, bytes.length);
        out.writeBytes(bytes);
        out.flush();
    }

    private void watch(InputStream keys) {
        try {
            int key = keys.read();
            while (key >= 0 && key != 'q' && key != CTRL_C) {
                key = keys.read();
            }
        } catch (IOException _) {
            // The terminal is gone.
        }
        quit.countDown();
    }

    private void leave() {
        quit.countDown();
        try {
            boolean ignored = over.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
