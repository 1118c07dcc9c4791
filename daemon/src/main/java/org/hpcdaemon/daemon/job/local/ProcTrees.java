package org.hpcdaemon.daemon.job.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Looks into every folder of {@code /proc} that this user may read. */
final class ProcTrees implements ProcessTrees {
    @Override
    public List<Long> marked(String name, String value) {
        String mark = "\0" + name + "=" + value + "\0";
        return all(pid -> ("\0" + read(pid, "environ") + "\0").contains(mark));
    }

    @Override
    public List<Long> inSession(long session) {
        return all(pid -> {
            String stat = read(pid, "stat");
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
            return fields.length > 3 && !fields[0].equals("Z") && fields[3].equals(Long.toString(session));
        });
    }

    private static List<Long> all(LongPredicate wanted) {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .filter(wanted::test)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended, or is somebody else's
        }
    }
}
