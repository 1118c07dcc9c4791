package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What an administrator sees of an idle daemon, by the script that tells users. */
@Isolated("it measures")
final class FootprintTest {

    @Test
    void anIdleDaemonTakesLittleAndRunsWhereMemoryIsLimited() {
        Outcome<String> footprint = World.script("bench/footprint", "--no-bounds", "--starts", "1", "--idle", "12");

        assertThat(footprint.exitCode()).as(footprint.err()).isZero();
        assertThat(figure(footprint.out(), "resident, idle")).isBetween(10, 80);
        World.judge(() -> assertThat(figure(footprint.out(), "CPU, idle")).isLessThanOrEqualTo(500));
        assertThat(figure(footprint.out(), "address space, most")).isLessThanOrEqualTo(1953);
        // How long a start takes says more of this machine's other work than of the daemon: shown, not judged.
        World.note("a daemon: online after " + figure(footprint.out(), "online after start") + " ms, idle with "
                + figure(footprint.out(), "resident, idle") + " MiB resident and "
                + figure(footprint.out(), "CPU, idle") + "/1000 % of a core");
    }

    private static int figure(String printed, String name) {
        Matcher line =
                Pattern.compile(Pattern.quote(name) + "[^0-9\n]* (\\d+) ").matcher(printed);
        assertThat(line.find()).as(name + " in " + printed).isTrue();
        return Integer.parseInt(line.group(1));
    }
}
