package org.hpcdaemon.sandbox.plan;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hpcdaemon.linux.process.ProgramRunner;
import org.jspecify.annotations.Nullable;

/** The user's crontab(5), which may name the homes of daemons that cron starts after a boot and that are not running now. */
final class UserCrontab {
    /** A person edits it now and then; every command of an agent asks. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    /** It prints one file; where that takes longer, agents' commands do not wait for it. */
    private static final Duration CRONTAB_TIMEOUT = Duration.ofSeconds(2);

    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin");

    /** A word of the shell's, in a command or as a line of its own, where cron strips blanks and quotes. */
    private static final Pattern NAMED = Pattern.compile(
            "\\bHPC_(?:DAEMON_|PLATFORM_)?HOME[ \\t]*=[ \\t]*((?:'[^'\\n]*'|\"[^\"\\n]*\"|\\\\.|[^\\s'\"\\\\])+)");

    private static final Pattern PART = Pattern.compile("'([^']*)'|\"([^\"]*)\"|\\\\(.)|([^'\"\\\\]+)");

    private record Read(long at, String text) {
        boolean isOld() {
            return System.nanoTime() - at > KEPT.toNanos();
        }
    }

    private static final ReentrantLock READING = new ReentrantLock();
    private static volatile @Nullable Read last;

    private UserCrontab() {}

    /** As crontab(1) prints it; empty if there is none, or it is unknown. */
    static String text() {
        Read known = last;
        if ((known == null || known.isOld()) && READING.tryLock()) { // a thread that does not get it uses what is known
            try {
                known = new Read(System.nanoTime(), printed());
                last = known;
            } finally {
                READING.unlock();
            }
        }
        return known == null ? "" : known.text();
    }

    private static String printed() {
        try {
            ProgramRunner.Answer answer = new ProgramRunner(CRONTAB_TIMEOUT, ENVIRONMENT).ask(List.of("crontab", "-l"));
            return answer.exitCode() == 0 ? answer.out() : "";
        } catch (IOException _) {
            return ""; // there is no cron
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** The folders that its lines name. */
    static Stream<String> homes(String text) {
        return text.lines()
                .filter(line -> !line.stripLeading().startsWith("#"))
                .map(line -> line.replace("\\%", "%")) // to cron a bare one ends the command
                .flatMap(line -> NAMED.matcher(line).results())
                .map(match -> unquoted(match.group(1)))
                .filter(home -> home.startsWith("/"));
    }

    private static String unquoted(String word) {
        StringBuilder plain = new StringBuilder();
        Matcher parts = PART.matcher(word);
        while (parts.find()) {
            for (int group = 1; group <= parts.groupCount(); group++) {
                plain.append(parts.group(group) == null ? "" : parts.group(group));
            }
        }
        return plain.toString();
    }
}
