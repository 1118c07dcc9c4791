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

/** What a shell does up to its first prompt, and what it says until then, in case it never gets there. Thread-safe. */
final class Opening {
    // A reason is a few lines; the rest can be read by attaching.
    private static final int KEPT = 1024;

    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    void text(byte[] bytes, int from, int length) {
        if (!ready.isDone()) {
            said.write(bytes, from, Math.min(length, KEPT - Math.min(KEPT, said.size())));
        }
    }

    void prompted() {
        ready.complete(true);
    }

    void ended() {
        ready.complete(false);
    }

    boolean isOver() {
        return ready.isDone();
    }

    /** Waits for the first prompt. What the shell said, if it ended instead; a slow .bashrc is no reason. */
    Optional<String> failure(Duration most) throws InterruptedException {
        try {
            return ready.get(most.toMillis(), TimeUnit.MILLISECONDS) ? Optional.empty() : Optional.of(words());
        } catch (TimeoutException _) {
            return Optional.empty(); // what is typed waits for the prompt
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private String words() {
        return said.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll("\\p{Cntrl}", "").strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("; "));
    }
}
