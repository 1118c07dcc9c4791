package org.hpcdaemon.sandbox.enforce;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hpcdaemon.linux.system.Exit;
import org.hpcdaemon.linux.system.Fd;
import org.hpcdaemon.linux.system.Spawner;

/** A confined command that shows whether its confinement works on this host. */
public final class Trial {
    // A sandbox is there within milliseconds; a machine under load may take its time.
    static final Duration TRIAL_TIMEOUT = Duration.ofSeconds(20);
    private static final int MESSAGE_BYTES = 4096;

    private Trial() {}

    /** Runs it. What it said, if it did not end well. */
    public static Optional<String> failure(Spawner.Command confined) throws IOException {
        Spawner.Piped piped = Spawner.onPipes(confined, false);
        try (Fd _ = piped.stdout();
                Fd err = piped.stderr()) {
            String said = all(err);
            Exit exit = piped.child().exit().get(TRIAL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (exit.equals(new Exit.Code(0))) {
                return Optional.empty();
            }
            return Optional.of(words(said));
        } catch (TimeoutException _) {
            piped.child().signal(9);
            return Optional.of("no answer within " + TRIAL_TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** What comes until nobody has the other side open any more; programs write it piece by piece. */
    private static String all(Fd from) {
        byte[] piece = new byte[MESSAGE_BYTES];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int count = from.read(piece, (int) TRIAL_TIMEOUT.toMillis());
        while (count > 0) {
            all.write(piece, 0, Math.min(count, MESSAGE_BYTES - Math.min(MESSAGE_BYTES, all.size())));
            count = from.read(piece, (int) TRIAL_TIMEOUT.toMillis());
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** What a trial that failed says of it. */
    static String words(String said) {
        return said.lines().findFirst().orElse("what it should hide can be seen through it");
    }
}
