package org.hpcdaemon.linux.system;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.hpcdaemon.linux.call.Native;

/**
 * The signals that what started this process made it ignore: {@code nohup}, the {@code &} of a script, cron. Children inherit
 * that through exec (signal(7)), and a job that ignores INT and HUP is not what its owner wrote. A signal with a handler goes
 * back to its default in them.
 */
public final class IgnoredSignals {
    /** Those that Java does not handle by itself where they are ignored at its start, or at all. */
    private static final Map<Integer, String> NAMES = Map.of(
            1, "HUP", 2, "INT", 10, "USR1", 12, "USR2", 14, "ALRM", 15, "TERM", 20, "TSTP", 21, "TTIN", 22, "TTOU");

    private static final Optional<MethodHandle> SIGNAL = Native.plain("signal", Libc.integer(), Libc.pointer());

    private IgnoredSignals() {}

    /**
     * Goes on ignoring them, in a way that children do not inherit.
     *
     * @param ignore gives a signal, named without SIG, a handler that does nothing
     */
    public static void keepFromChildren(Consumer<String> ignore) throws IOException {
        if (SIGNAL.isEmpty()) {
            return;
        }
        long ignored = mask(Files.readAllLines(Path.of("/proc/self/status")));
        for (Map.Entry<Integer, String> signal : NAMES.entrySet()) {
            if ((ignored & (1L << (signal.getKey() - 1))) != 0) {
                // Java's own handler is set only over the default.
                int _ = Native.answer(SIGNAL.get(), signal.getKey(), MemorySegment.NULL);
                ignore.accept(signal.getValue());
            }
        }
    }

    /** proc_pid_status(5): SigIgn, in hexadecimal, one bit a signal. */
    private static long mask(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .findFirst()
                .orElse(0);
    }
}
