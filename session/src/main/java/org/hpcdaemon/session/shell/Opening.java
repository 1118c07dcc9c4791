package org.hpcdaemon.session.shell;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.hpcdaemon.linux.system.Exit;

/** What a shell does up to its first prompt, and what it says until then, in case it never gets there. Thread-safe. */
final class Opening {
    // A reason is a few lines; the rest can be read by attaching.
    private static final int KEPT = 1024;

    /** How it ended, if it did before a prompt. */
    private final CompletableFuture<Optional<Exit>> ready = new CompletableFuture<>();

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    void text(byte[] bytes, int from, int length) {
        if (!ready.isDone()) {
            said.write(bytes, from, Math.min(length, KEPT - Math.min(KEPT, said.size())));
        }
    }

    void prompted() {
        ready.complete(Optional.empty());
    }

    void ended(Exit how) {
        ready.complete(Optional.of(how));
    }

    boolean isOver() {
        return ready.isDone();
    }

    /** Waits for the first prompt. How the shell ended and what it said, if it ended instead; a slow .bashrc is no reason. */
    Optional<String> failure(Duration most) throws InterruptedException {
        try {
            return ready.get(most.toMillis(), TimeUnit.MILLISECONDS).map(this::reason);
        } catch (TimeoutException _) {
            return Optional.empty(); // what is typed waits for the prompt
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private String reason(Exit exit) {
        String how = switch (exit) {
            case Exit.Code(int code) -> "exit code " + code;
            case Exit.Signalled(int signal) -> "killed by signal " + signal;
        };
        String words = words();
        return words.isEmpty() ? how : how + ": " + words;
    }

    private String words() {
        return said.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll("\\p{Cntrl}", "").strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("; "));
    }
}
