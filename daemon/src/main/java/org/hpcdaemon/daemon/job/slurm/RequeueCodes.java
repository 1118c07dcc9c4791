package org.hpcdaemon.daemon.job.slurm;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Exit codes after which SLURM runs a job again, or holds it to be run again: RequeueExit of slurm.conf(5). */
final class RequeueCodes {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** An administrator may change them while SLURM and this daemon run; hardly anyone ever does. */
    private static final Duration TRUE_FOR = Duration.ofHours(1);

    private static final Duration AGAIN_AFTER = Duration.ofMinutes(1);

    private static final List<String> COMMAND = List.of("scontrol", "show", "config");

    private static final Pattern SETTING = Pattern.compile(
            "(?m)^RequeueExit(?:Hold)?[ \\t]*=[ \\t]*(\\d{1,3}(?:-\\d{1,3})?(?:,\\d{1,3}(?:-\\d{1,3})?)*)[ \\t]*$");

    private final Commands commands;
    private volatile @Nullable BitSet codes;
    private Instant due = Instant.MIN;

    RequeueCodes(Commands commands) {
        this.commands = commands;
    }

    /** Whether this one is among them, or may be: as long as nobody has said which they are, any failure may be. */
    boolean mayHave(int code) {
        BitSet known = codes;
        return known == null ? code != 0 : code >= 0 && known.get(code);
    }

    /** Asks, if what is known is old. One thread at a time. */
    void refresh(Instant now) {
        if (now.isBefore(due)) {
            return;
        }
        if (commands.run(PATIENCE, COMMAND) instanceof Commands.Outcome.Done done && done.exitCode() == 0) {
            codes = parse(done.out());
            due = now.plus(TRUE_FOR);
        } else {
            due = now.plus(AGAIN_AFTER);
        }
    }

    /** Of both settings, in what {@code scontrol show config} prints; {@code (null)} is none. */
    static BitSet parse(String config) {
        BitSet codes = new BitSet();
        Matcher setting = SETTING.matcher(config);
        while (setting.find()) {
            for (String part : setting.group(1).split(",", -1)) {
                String[] ends = part.split("-", -1);
                int first = Integer.parseInt(ends[0]);
                codes.set(first, Math.max(first, Integer.parseInt(ends[ends.length - 1])) + 1);
            }
        }
        return codes;
    }
}
