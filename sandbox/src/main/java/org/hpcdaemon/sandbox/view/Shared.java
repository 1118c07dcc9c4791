package org.hpcdaemon.sandbox.view;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Something costly that calls share for a while: the first makes it, and it is closed when it is old and no call uses it any more. Made
 * under no lock, so that one whose making hangs holds up those alone that wait for it. Thread-safe.
 */
final class Shared<R extends Shared.Resource> implements AutoCloseable {
    private final Duration maxAge;
    private final Maker<R> maker;
    private @Nullable Use current;
    private boolean closed;

    Shared(Duration maxAge, Maker<R> maker) {
        this.maxAge = maxAge;
        this.maker = maker;
    }

    /** What is shared. */
    interface Resource {
        /** Whether it is as it was when it was made. */
        boolean isUsable();

        void close();
    }

    /** Makes it. */
    interface Maker<R> {
        R make() throws IOException;
    }

    /** What a call does with it. */
    interface Call<R, T> {
        T with(R resource) throws IOException;
    }

    <T> T use(Call<R, T> call) throws IOException {
        Use use = enter();
        try {
            return call.with(use.awaitMade());
        } catch (MakingFailed e) {
            use.retire();
            throw e.cause;
        } finally {
            use.leave();
        }
    }

    private synchronized Use enter() throws IOException {
        if (closed) {
            throw new IOException("the daemon stops");
        }
        if (current == null || !current.enter()) {
            Use made = new Use();
            current = made;
            Thread.ofVirtual().name("shared-age").start(() -> {
                try {
                    Thread.sleep(maxAge);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                made.retire();
            });
        }
        return current;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (current != null) {
            current.retire();
        }
    }

    private static final class MakingFailed extends IOException {
        private static final long serialVersionUID = 1;

        private final IOException cause;

        private MakingFailed(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    /** One of them, from its making to its end. The thread that makes it uses it. */
    private final class Use {
        private final CompletableFuture<R> made = new CompletableFuture<>();
        private int users = 1;
        private boolean making;
        private boolean retired;
        private boolean ended;

        synchronized boolean enter() {
            if (retired
                    || (made.isDone()
                            && (made.isCompletedExceptionally() || !made.join().isUsable()))) {
                return false;
            }
            users++;
            return true;
        }

        R awaitMade() throws MakingFailed {
            boolean mine;
            synchronized (this) {
                mine = !making;
                making = true;
            }
            if (mine) {
                try {
                    made.complete(maker.make());
                } catch (IOException | RuntimeException e) {
                    made.completeExceptionally(e);
                }
            }
            try {
                return made.join();
            } catch (CompletionException e) {
                throw new MakingFailed(new IOException("the limits could not be put on: " + e.getMessage(), e));
            }
        }

        synchronized void leave() {
            users--;
            endIfUnused();
        }

        synchronized void retire() {
            retired = true;
            endIfUnused();
        }

        private void endIfUnused() {
            if (retired && users == 0 && !ended) {
                ended = true;
                var _ = made.thenAccept(Resource::close);
            }
        }
    }
}
