package org.hpcdaemon.daemon.cluster.slurm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as SLURM prints them: {@code [days-]hours:minutes:seconds}, or {@code minutes:seconds}. */
final class SlurmDuration {
    private static final Pattern FORM = Pattern.compile("(?:(\\d{1,6})-)?(?:(\\d{1,4}):)?(\\d{1,4}):(\\d{1,4})");

    private SlurmDuration() {}

    /** Absent if it is none, such as UNLIMITED. */
    static @Nullable Long seconds(@Nullable String text) {
        Matcher time = FORM.matcher(text == null ? "" : text);
        return time.matches() ? ((part(time, 1) * 24 + part(time, 2)) * 60 + part(time, 3)) * 60 + part(time, 4) : null;
    }

    private static long part(Matcher time, int group) {
        return time.group(group) == null ? 0 : Long.parseLong(time.group(group));
    }
}
