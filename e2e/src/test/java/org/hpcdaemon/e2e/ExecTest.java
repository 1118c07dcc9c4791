package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.Processes;
import org.hpcdaemon.e2e.world.World;
import org.junit.jupiter.api.Test;

/** {@code hpc exec} through a real platform and daemon. */
final class ExecTest extends OneBox {
    private static final long GIB = 1L << 30;

    /** The heap that its launcher allows (160 MiB), and what Java needs beside it. */
    private static final long DAEMON_CAP_MIB = 260;

    /** The heap that its launcher allows (256 MiB), and what Java and Jetty need beside it. */
    private static final long PLATFORM_CAP_MIB = 400;

    @Test
    void outputErrorAndExitCodeComeBackApart() {
        Outcome<String> outcome = world.hpc(key, "exec", "box", "--", "sh", "-c", "echo out; echo err >&2; exit 7");

        assertThat(outcome).isEqualTo(new Outcome<>(7, "out\n", "err\n"));
    }

    /** As in a container without a chosen language. */
    @Test
    void lettersOfAnyLanguageArriveFromALocaleThatHasNone() {
        assumeTrue(
                "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
                "this Java itself runs in a locale without such letters: set LC_ALL=C.UTF-8");
        for (String locale : new String[] {"", "C"}) {
            var environment = Map.of("LANG", "", "LC_CTYPE", "", "LC_ALL", locale);
            assertThat(world.hpc(key, environment, "exec", "box", "--", "echo", "größe"))
                    .isEqualTo(new Outcome<>(0, "größe\n", ""));
        }
    }

    @Test
    void aProgramThatIsNotThereIs127AndOneThatIsNoneIs126() {
        Outcome<String> missing = world.hpc(key, "exec", "box", "--", "no-such-program");
        assertThat(missing.exitCode()).isEqualTo(127);
        assertThat(missing.err()).hasLineCount(1).contains("no-such-program");
        assertThat(world.hpc(key, "exec", "box", "--", "/etc/passwd").exitCode())
                .isEqualTo(126);
    }

    @Test
    void bytesOfAnyValueComeBackExactly() {
        byte[] bytes = new byte[3_000_001];
        new SplittableRandom(World.SEED).nextBytes(bytes);

        Outcome<byte[]> outcome =
                world.hpc(key, bytes, ExecTest::readAll, "exec", "box", "--stdin", "--", "sh", "-c", "tee /dev/stderr");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEqualTo(bytes);
    }

    @Test
    void aTimeOutEndsDoubleForkedChildrenTooAndSaysSo() {
        Path started = box.work().resolve("started");
        String daemonize = "(setsid sh -c '> started; exec sleep 300.25' >/dev/null 2>&1 &) ; exec sleep 300";

        Outcome<String> outcome = world.hpc(key, "exec", "box", "--timeout", "2s", "--", "sh", "-c", daemonize);

        assertThat(outcome.exitCode()).isEqualTo(124);
        assertThat(outcome.err()).contains("timed out after 2");
        assertThat(started).exists();
        assertThat(Processes.running("sleep 300.25")).isZero();
    }

    @Test
    void aGibibyteOfOutputPassesWithinTheMemoryCaps() {
        long start = System.nanoTime();

        Outcome<Long> outcome = world.hpc(
                key, new byte[0], ExecTest::count, "exec", "box", "--", "head", "-c", Long.toString(GIB), "/dev/zero");

        double seconds =
                (System.nanoTime() - start) / (double) Duration.ofSeconds(1).toNanos();
        long daemon = box.program().peakMiB();
        long platform = world.platform().program().peakMiB();
        World.note("1 GiB of output of hpc exec in %.1f s; most memory resident: daemon %d MiB, platform %d MiB"
                .formatted(seconds, daemon, platform));
        assertThat(outcome).isEqualTo(new Outcome<>(0, GIB, ""));
        assertThat(daemon).isLessThan(DAEMON_CAP_MIB);
        assertThat(platform).isLessThan(PLATFORM_CAP_MIB);
    }

    private static byte[] readAll(InputStream from) {
        try {
            return from.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long count(InputStream from) {
        try {
            long count = 0;
            byte[] piece = new byte[1 << 16];
            for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
                count += read;
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
