package org.hpcdaemon.jobs.slurm.observe;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.linux.process.SignalNames;
import org.jspecify.annotations.Nullable;

/**
 * How a batch script exited. sacct and scontrol print {@code code:signal}; squeue prints the number that wait(2)
 * gives.
 *
 * @param code absent if a signal ended it
 * @param signal its name; absent if it exited
 */
record ExitStatus(@Nullable Integer code, @Nullable String signal) {
    private static final Pattern PAIR = Pattern.compile("(\\d{1,3}):(\\d{1,3})");
    private static final Pattern WAIT_STATUS = Pattern.compile("\\d{1,10}");

    /** SLURM's own mark of a task that was out of memory (SIG_OOM in slurm_protocol_defs.h); no signal ended it. */
    private static final int OUT_OF_MEMORY = 125;

    static Optional<ExitStatus> parse(String text) {
        Matcher pair = PAIR.matcher(text);
        if (pair.matches()) {
            return Optional.of(of(Integer.parseInt(pair.group(1)), Integer.parseInt(pair.group(2))));
        }
        if (!WAIT_STATUS.matcher(text).matches()) {
            return Optional.empty();
        }
        long status = Long.parseLong(text);
        return Optional.of(of((int) (status >> 8) & 0xff, (int) status & 0x7f));
    }

    private static ExitStatus of(int code, int signal) {
        return signal == 0 || signal == OUT_OF_MEMORY
                ? new ExitStatus(signal == 0 ? code : null, null)
                : new ExitStatus(null, SignalNames.of(signal));
    }
}
