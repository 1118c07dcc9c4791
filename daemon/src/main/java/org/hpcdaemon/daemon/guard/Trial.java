package org.hpcdaemon.daemon.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hpcdaemon.daemon.pty.Exit;
import org.hpcdaemon.daemon.pty.Fd;
import org.hpcdaemon.daemon.pty.Spawner;

/** A confined command that shows whether its confinement works on this host. */
final class Trial {
    // A sandbox is there within milliseconds; a machine under load may take its time.
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MESSAGE_BYTES = 4096;

    private Trial() {}

    /** Runs it. What it said, if it did not end well. */
    static Optional<String> failure(Spawner.Command confined) throws IOException {
        Spawner.Piped piped = Spawner.onPipes(confined, false);
        try (Fd _ = piped.stdout();
                Fd err = piped.stderr()) {
            byte[] said = new byte[MESSAGE_BYTES];
            int length = Math.max(0, err.read(said, (int) PATIENCE.toMillis()));
            Exit exit = piped.child().exit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (exit.equals(new Exit.Code(0))) {
                return Optional.empty();
            }
            return Optional.of(words(new String(said, 0, length, StandardCharsets.UTF_8)));
        } catch (TimeoutException _) {
            piped.child().signal(9);
            return Optional.of("no answer within " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** What a trial that failed says of it. */
    static String words(String said) {
        return said.lines().findFirst().orElse("what it should hide can be seen through it");
    }
}
