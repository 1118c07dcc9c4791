package org.hpcdaemon.sandbox.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.Level;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For a minute, a link that leads inside and outside by turns is written through, with both mechanisms at a time. */
@Order(2)
@Tag("slow")
final class LinkRaceTest {
    // Each pauses after a turn: others need the processors, and the kernel looks at each path anew however slowly it
    // comes.
    private static String race(Path allowed, Path outside) {
        return """
            cd %1$s; mkdir -p real; echo in > real/data
            exec python3 - <<'E'
            import os, time
            end = time.time() + 60
            inside = outside = 0
            if os.fork() == 0:
                while time.time() < end:
                    for target in ("%2$s", "real"):
                        os.symlink(target, "next"); os.rename("next", "swap")
                        time.sleep(0.002)
                os._exit(0)
            while time.time() < end:
                for name in ("swap/data", "swap/new"):
                    try: open(name, "w").write("evil"); inside += 1
                    except OSError: outside += 1
                try: os.rename("real/data", "swap/moved")
                except OSError: pass
                open("real/data", "a").close()
                time.sleep(0.0013)
            print(inside, outside)
            E
            """.formatted(allowed, outside);
    }

    @Test
    void aLinkThatChangesWhileItIsWrittenThroughLeadsNowhere(
            @TempDir(factory = OutsideTmp.class) Path boxed, @TempDir(factory = OutsideTmp.class) Path domain)
            throws Exception {
        Enforcing.assumeInstalled("python3");
        try (Agent bubblewrap = new Agent(boxed, Mechanism.BUBBLEWRAP, Guarding.DEFAULT);
                Agent landlock = new Agent(domain, Mechanism.LANDLOCK, Guarding.DEFAULT)) {
            CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> raced(bubblewrap));
            boolean second = raced(landlock);

            assumeTrue(first.join() || second, "the limits are not enforced here");
        }
    }

    /** Returns whether there was anything to race against. */
    private static boolean raced(Agent agent) {
        if (!(agent.guard.level() instanceof Level.Enforced)) {
            return false;
        }
        try {
            Path victim = Files.writeString(agent.user.resolve("data"), "as it was");

            ExecResult result = agent.exec(race(agent.allowed, agent.user));

            assertThat(result.exitCode()).as("%s", result).isZero();
            String[] turns =
                    Objects.requireNonNull(result.stdout()).head().strip().split(" ", -1);
            assertThat(turns).as("both came up").hasSize(2).doesNotContain("0");
            assertThat(victim).hasContent("as it was");
            assertThat(agent.user.toFile().list()).containsExactly("data");
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
