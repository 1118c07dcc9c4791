package org.hpcdaemon.linux.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Alone, since the other classes of this JVM touch pages all the time. */
@Isolated
final class ColdPagesTest {
    private static final String SMAPS = """
            800001000-800ca4000 rw-p 00001000 fe:00 6816  /opt/daemon.aot
            Rss:               12940 kB
            Anonymous:             0 kB
            800ca4000-802181000 r--p 00ca3000 fe:00 6816  /opt/daemon.aot
            Rss:               21364 kB
            Anonymous:             0 kB
            AnonHugePages:         0 kB
            7f5e000-7f5f000 r--p 00000000 fe:00 11  /etc/ld.so.cache
            Anonymous:             0 kB
            7f5f000-7f60000 r-xp 00000000 fe:00 12  /opt/jdk/lib/server/libjvm.so
            Anonymous:             0 kB
            7f60000-7f62000 r--p 00001000 fe:00 12  /opt/jdk/lib/server/libjvm.so
            Anonymous:             4 kB
            7f70000-7f71000 r--p 00000000 00:00 0
            Anonymous:             0 kB
            7f80000-7f81000 r--s 00000000 fe:00 13  /opt/jdk/lib/modules
            Anonymous:             0 kB
            7f90000-7f91000 r-xp 00000000 fe:00 14  /opt/jdk-other/lib/libnet.so
            Anonymous:             0 kB
            7ffc000-7ffd000 r-xp 00000000 00:00 0                  [vdso]
            Anonymous:             0 kB
            """;

    @Test
    void onlyWhatIsInTheFileAsItIsInMemoryIsLetGo() {
        assertThat(ColdPages.unchanged(SMAPS.lines().toList(), Path.of("/opt/jdk"), _ -> false))
                .containsExactly(new ColdPages.Range(0x800ca4000L, 0x14dd000), new ColdPages.Range(0x7f5f000, 0x1000));
    }

    @Test
    void lessIsResidentThanBefore() throws IOException {
        long before = resident();

        ColdPages.letGo(_ -> false);

        assertThat(resident()).isLessThan(before);
    }

    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssFile:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
