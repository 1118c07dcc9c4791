package org.hpcdaemon.e2e.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * How a command of the command line went.
 *
 * @param out what was made of its standard output
 * @param err its standard error
 * @param <T> what the reader of standard output makes of it
 */
public record Outcome<T>(int exitCode, T out, String err) {
    /** What takes a second on an idle machine has taken a minute beside builds; what has not ended by then waits for something that does not come. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Runs it to its end. */
    static <T> Outcome<T> of(ProcessBuilder builder, byte[] stdin, Function<InputStream, T> reader) {
        return of(builder, stdin, reader, LIMIT);
    }

    /** The same, of what takes longer. */
    static <T> Outcome<T> of(ProcessBuilder builder, byte[] stdin, Function<InputStream, T> reader, Duration limit) {
        try {
            Process process = builder.start();
            CompletableFuture<Boolean> tooLong = new CompletableFuture<Boolean>()
                    .completeOnTimeout(true, limit.toSeconds(), TimeUnit.SECONDS)
                    .whenComplete((_, _) -> process.destroyForcibly());
            try {
                CompletableFuture<String> err = inBackground(() -> Outcome.text(process.getErrorStream()));
                CompletableFuture<Boolean> fed = inBackground(() -> feed(process.getOutputStream(), stdin));
                T out = reader.apply(process.getInputStream());
                Outcome<T> outcome = new Outcome<>(process.waitFor(), out, err.join());
                fed.join();
                if (!tooLong.complete(false)) {
                    throw new AssertionError(
                            String.join(" ", builder.command()) + " did not end within " + limit + ": " + outcome);
                }
                return outcome;
            } finally {
                tooLong.complete(false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a command ran", e);
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    /** By a thread of the system's: reading a pipe holds a virtual one's carrier, and all tests together have only a few. */
    private static <T> CompletableFuture<T> inBackground(Work<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                done.complete(work.run());
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private static boolean feed(OutputStream to, byte[] stdin) {
        try (to) {
            to.write(stdin);
            return true;
        } catch (IOException _) {
            // It ended without reading; its exit code says how.
            return false;
        }
    }

    static byte[] bytes(InputStream from) {
        try {
            return from.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(InputStream from) {
        return new String(bytes(from), StandardCharsets.UTF_8);
    }
}
