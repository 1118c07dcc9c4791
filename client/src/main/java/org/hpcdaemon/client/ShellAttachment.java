package org.hpcdaemon.client;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hpcdaemon.client.session.Participant;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.client.stream.ReceiveStream;
import org.hpcdaemon.client.stream.SendStream;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.ReaderId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellAttached;
import org.jspecify.annotations.Nullable;

/**
 * A terminal's place in a shell: every byte of output once, every byte of input typed once, across cuts. Close
 * it to give up the place; the shell lives on.
 */
public final class ShellAttachment implements AutoCloseable {
    /** A round trip; a person has asked to leave. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final Session session;
    private final Place place = new Place();
    private final ShellId shell;
    private final ReaderId reader;
    private final int stream;
    private final ReceiveStream output;
    private final SendStream input;
    private final CompletableFuture<Notice.ShellEnded> ended = new CompletableFuture<>();
    private final @Nullable Long from;
    private volatile boolean placed;
    private volatile @Nullable CompletableFuture<ShellAttached> attaching;

    ShellAttachment(Session session, ReaderId reader, ShellId shell, @Nullable Long from) {
        this.session = session;
        this.reader = reader;
        this.shell = shell;
        this.from = from;
        stream = session.streams().next();
        output = session.streams().receive(stream);
        input = session.streams().send(stream);
        if (from != null) {
            output.startAt(from);
        }
    }

    ShellAttachment open() {
        session.add(place);
        try {
            Session.join(attach());
            return this;
        } catch (HpcException e) {
            forget();
            throw e;
        }
    }

    private CompletableFuture<ShellAttached> attach() {
        CompletableFuture<ShellAttached> now = session.start(this::request, ShellAttached.class, this::attached)
                .whenComplete((_, failure) -> {
                    if (failure != null && placed) {
                        // The shell is gone: its end is all that is left to say.
                        output.end(0);
                        ended.completeExceptionally(failure);
                    }
                });
        attaching = now;
        return now;
    }

    private ShellRequest.Attach request() {
        Long at = placed || from != null ? Long.valueOf(output.received()) : null;
        return new ShellRequest.Attach(shell, at, stream, reader);
    }

    private void attached(ShellAttached answer) {
        if (!placed) {
            if (from == null) {
                output.startAt(answer.from());
            }
            placed = true;
        }
        session.streams().resume(input, answer.inputOffset());
    }

    /** What this must do on each connection. */
    private final class Place implements Participant {
        @Override
        public void connected() {
            CompletableFuture<ShellAttached> last = attaching;
            if (last != null && last.isDone()) {
                var _ = attach();
            }
        }

        @Override
        public void ended(Notice.ShellEnded notice) {
            if (notice.shell().equals(shell)) {
                ended.complete(notice);
            }
        }

        @Override
        public void failed(HpcException cause) {
            ended.completeExceptionally(cause);
        }
    }

    /** The shell's output. */
    public InputStream output() {
        return output;
    }

    /** What is typed. */
    public OutputStream input() {
        return input;
    }

    /** Whether the shell cannot be reached any more, or has ended. */
    public boolean isOver() {
        return ended.isDone();
    }

    /** Waits for the shell's end; call it when {@link #output} has ended. */
    public Notice.ShellEnded end() {
        return Session.join(ended);
    }

    /** The offset of the next byte that will be read from {@link #output}: where a later reader goes on. */
    public long position() {
        return output.position();
    }

    /** Waits until the shell's terminal has taken what was typed. False if that took too long, or the shell has ended. */
    public boolean awaitTyped(Duration most) throws InterruptedException {
        return input.awaitAcknowledged(most);
    }

    /**
     * Gives up the place: what came can still be read, then the output ends. A daemon that cannot be told now finds
     * out by itself, after 5 minutes.
     */
    @Override
    public void close() {
        CompletableFuture<Done> told = ended.isDone()
                ? CompletableFuture.completedFuture(new Done())
                : session.start(() -> new ShellRequest.Detach(shell, reader), Done.class, _ -> {});
        try {
            // Without a connection there is nothing to wait for.
            told.get(session.isConnected() ? GOODBYE.toMillis() : 0, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            // As said above.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            forget();
        }
    }

    private void forget() {
        session.remove(place);
        session.streams().forget(stream);
    }
}
