package org.hpcdaemon.linux.system;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.linux.call.Native;

/**
 * Pages of Java's own files that this process only reads: its recorded classes, its libraries. The kernel maps whatever lies around a
 * page that is touched, so that after a start nearly all of them are resident; let go, those that are needed come back from the page
 * cache when they are.
 *
 * <p>Other files' pages are left alone: what is unmapped between the look and the letting go could be memory of something else by
 * then, which would be lost. Java keeps these mapped, and as they are, for as long as it runs. And those of files that another machine may
 * remove, or whose server may be away, are not certain to come back.
 */
public final class ColdPages {
    // "from-to permissions offset device inode path", proc_pid_smaps(5)
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S{4}) \\S+ \\S+ \\d+ +(/.*)");

    /** How the files of recorded classes end, which the launchers make. */
    private static final String RECORDED = ".aot";

    private static final String CHANGED = "Anonymous:";

    private static final int MADV_DONTNEED = 4;
    private static final Optional<MethodHandle> MADVISE =
            Native.plain("madvise", Libc.pointer(), ValueLayout.JAVA_LONG, Libc.integer());

    record Range(long from, long length) {}

    private ColdPages() {}

    /**
     * Does nothing where it cannot.
     *
     * @param shared whether a file lies where other machines may remove it
     */
    public static void letGo(Predicate<Path> shared) throws IOException {
        if (MADVISE.isPresent()) {
            Path java = Path.of(System.getProperty("java.home")).toRealPath();
            for (Range range : unchanged(Files.readAllLines(Path.of("/proc/self/smaps")), java, shared)) {
                int _ = Native.answer(
                        MADVISE.get(), MemorySegment.ofAddress(range.from()), range.length(), MADV_DONTNEED);
            }
        }
    }

    /** Those that are and were never written: what has been written is not in the file, and would be lost. */
    static List<Range> unchanged(List<String> smaps, Path java, Predicate<Path> shared) {
        List<Range> found = new ArrayList<>();
        Range range = null;
        for (String line : smaps) {
            if (!Character.isUpperCase(line.charAt(0))) { // not one of the some twenty figures of a mapping
                Matcher mapping = MAPPING.matcher(line);
                boolean read = mapping.matches()
                        && mapping.group(3).matches("r-[-x]p")
                        && isJavas(mapping.group(4), java, shared);
                long from = read ? Long.parseUnsignedLong(mapping.group(1), 16) : 0;
                range = read ? new Range(from, Long.parseUnsignedLong(mapping.group(2), 16) - from) : null;
            } else if (range != null && line.startsWith(CHANGED)) {
                if (line.matches("\\S+ +0 kB")) {
                    found.add(range);
                }
                range = null;
            }
        }
        return found;
    }

    private static boolean isJavas(String file, Path java, Predicate<Path> shared) {
        return (file.endsWith(RECORDED) || file.startsWith(java + "/")) && !shared.test(Path.of(file));
    }
}
