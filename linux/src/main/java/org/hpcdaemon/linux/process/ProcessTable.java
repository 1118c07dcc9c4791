package org.hpcdaemon.linux.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The machine's processes, as /proc shows them. */
public final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private ProcessTable() {}

    /** Every process now. One that ends during the look may be missing or not. */
    public static List<ProcStat> all() {
        List<ProcStat> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                PROC, entry -> Character.isDigit(name(entry).charAt(0)))) {
            for (Path entry : entries) {
                of(name(entry)).ifPresent(found::add);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read /proc", e);
        }
        return found;
    }

    /** The pids of those that a condition holds for, and of all their descendants. */
    public static Set<Integer> families(List<ProcStat> all, Predicate<ProcStat> of) {
        Set<Integer> inside = new HashSet<>();
        List<ProcStat> outside = new ArrayList<>();
        for (ProcStat process : all) {
            if (of.test(process)) {
                inside.add(process.pid());
            } else {
                outside.add(process);
            }
        }
        while (outside.removeIf(process -> inside.contains(process.parent()) && inside.add(process.pid()))) {
            // until no child of a member is left outside
        }
        return inside;
    }

    private static String name(Path entry) {
        return String.valueOf(entry.getFileName());
    }

    /** One process; empty if there is none. */
    public static Optional<ProcStat> of(int pid) {
        return of(Integer.toString(pid));
    }

    private static Optional<ProcStat> of(String pid) {
        try {
            return ProcStat.parse(Files.readString(PROC.resolve(pid).resolve("stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Whether the process was started with that entry ({@code NAME=value}) in its environment. */
    public static boolean startedWith(int pid, String entry) {
        return environmentOf(pid).contains("\0" + entry + "\0");
    }

    /** Whether the process was started with an entry in its environment that begins so. */
    static boolean startedWithWhatBegins(int pid, String beginning) {
        return environmentOf(pid).contains("\0" + beginning);
    }

    /** Each entry between two NULs; empty if it has ended meanwhile, or is another user's. */
    private static String environmentOf(int pid) {
        try {
            byte[] environment =
                    Files.readAllBytes(PROC.resolve(Integer.toString(pid)).resolve("environ"));
            // One byte is one char here, so that nothing is lost in values that are not UTF-8.
            return "\0" + new String(environment, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
