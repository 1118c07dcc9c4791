package org.hpcdaemon.sandbox.kernel;

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
    public static final Duration TRIAL_TIMEOUT = Duration.ofSeconds(20);
    private static final int MESSAGE_BYTES = 4096;

    private Trial() {}

    /** Runs it. What it said, if it did not end well. */
    public static Optional<String> failure(Spawner.Command confined) throws IOException {
        Spawner.Piped piped = Spawner.onPipes(confined, false);
        try (Fd _ = piped.stdout();
                Fd err = piped.stderr()) {
            String said = read(err, false);
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

    /** The first line that a confined command prints there; all it printed if it closes that before a line's end. */
    public static String firstLine(Fd from) {
        return read(from, true).lines().findFirst().orElse("").strip();
    }

    /** Reads until the other side is closed, or only to the end of a line; programs write in pieces. */
    private static String read(Fd from, boolean line) {
        byte[] piece = new byte[MESSAGE_BYTES];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int count = from.read(piece, (int) TRIAL_TIMEOUT.toMillis());
        while (count > 0) {
            all.write(piece, 0, Math.min(count, MESSAGE_BYTES - Math.min(MESSAGE_BYTES, all.size())));
            if (line && all.toString(StandardCharsets.UTF_8).contains("\n")) {
                break;
            }
            count = from.read(piece, (int) TRIAL_TIMEOUT.toMillis());
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** What a trial that failed says of it. */
    public static String words(String said) {
        return said.lines().findFirst().orElse("what it should hide can be seen through it");
    }
}
