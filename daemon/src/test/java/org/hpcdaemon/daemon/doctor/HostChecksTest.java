package org.hpcdaemon.daemon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hpcdaemon.daemon.config.Home;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of the limits, of {@code /tmp} and of a home, as captured on machines that have little. */
final class HostChecksTest {
    private static final String LIMITS = """
            Limit                     Soft Limit           Hard Limit           Units     \s
            Max processes             %s                   96365                processes \s
            Max open files            %s                   20000                files     \s
            Max address space         %s                   unlimited            bytes     \s
            """;

    @TempDir
    private Path temp;

    private Report look(String limits, String mounts) throws IOException {
        Report checks = new Report();
        new HostChecks(Mounts.parse(mounts), Files.writeString(temp.resolve("limits"), limits), temp).run(checks);
        return checks;
    }

    @Test
    void enoughIsEnough() throws IOException {
        Report checks = look(LIMITS.formatted("96365", "20000", "unlimited"), "");
        assertThat(checks.all()).extracting(Check::level).containsOnly(Check.Level.OK);
        assertThat(look(LIMITS.formatted("100", "256", "2048000000"), "")
                        .of("limits")
                        .level())
                .isEqualTo(Check.Level.OK);
    }

    @Test
    void aLowLimitIsNamedAsUlimitNamesIt() throws IOException {
        Check limits = look(LIMITS.formatted("50", "64", "1000000000"), "").of("limits");
        assertThat(limits.level()).isEqualTo(Check.Level.WARN);
        assertThat(limits.found())
                .contains("ulimit -u is 50")
                .contains("ulimit -n is 64")
                .contains("ulimit -v is 976562");
    }

    @Test
    void aTmpWithoutProgramsIsNoTrouble() throws IOException {
        Check tmp = look("", "tmpfs " + temp + " tmpfs rw,noexec 0 0\n").of("tmp");
        assertThat(tmp.level()).isEqualTo(Check.Level.OK);
        assertThat(tmp.found()).contains("noexec");
    }

    @Test
    void aHomeWithoutLocksIsWarnedOf() throws IOException {
        Report checks = new Report();
        Path real = temp.toRealPath();
        new HomeChecks(new Home(real.resolve("home")), Mounts.parse("far:/x " + real + " nfs rw,nolock 0 0\n"))
                .run(checks);
        assertThat(checks.of("home").line())
                .startsWith("warn")
                .contains("is on nfs")
                .contains("HPC_DAEMON_HOME");
        assertThat(temp.resolve("home")).doesNotExist();
    }
}
