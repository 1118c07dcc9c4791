package org.hpcdaemon.session.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.session.stream.Bound;
import org.hpcdaemon.session.stream.InputReceiver;
import org.hpcdaemon.session.stream.StreamSender;

/** The streams of one command, and the connection they go to now. Thread-safe. */
final class ExecStreams {
    private final ExecOutput.Streamed stdout;
    private final ExecOutput.Streamed stderr;
    private final InputReceiver stdin;
    private final Runnable onTaken;
    private final List<Bound> bound = new ArrayList<>();
    private int bindings;

    /** @param onTaken runs when the agent has all of one of the two outputs */
    ExecStreams(ExecOutput.Streamed stdout, ExecOutput.Streamed stderr, InputReceiver stdin, Runnable onTaken) {
        this.onTaken = onTaken;
        this.stdout = stdout;
        this.stderr = stderr;
        this.stdin = stdin;
    }

    /** Moves the streams to that connection. Throws if an offset is past the end, or a number is in use. */
    void bind(Route route, ExecRequest.Streams streams) {
        Moved moved = move(route, streams);
        // Sending waits for the link, whose reader waits for this monitor in "cut": so not under it.
        moved.stdin().ifPresent(route::send);
        moved.bound().forEach(Bound::start);
    }

    /** @param stdin tells the agent which byte of its input comes next */
    private record Moved(List<Bound> bound, Optional<Notice> stdin) {}

    private synchronized Moved move(Route route, ExecRequest.Streams streams) {
        unbind();
        try {
            bound.add(output(stdout, route, streams.stdout(), streams.stdoutFrom()));
            bound.add(output(stderr, route, streams.stderr(), streams.stderrFrom()));
            Integer number = streams.stdin();
            if (number == null) {
                return new Moved(List.copyOf(bound), Optional.empty());
            }
            InputReceiver.Input input = stdin.bind(route, number);
            bound.add(new Bound(route, number, null, input, () -> {}));
            return new Moved(List.copyOf(bound), Optional.of(new Notice.StreamAck(number, input.from())));
        } catch (HpcException e) {
            unbind();
            throw e;
        }
    }

    private Bound output(ExecOutput.Streamed output, Route route, int number, long from) {
        output.ring().hold(output.place(), from);
        StreamSender sender =
                new StreamSender(output.ring(), output.place(), from, route, number, new StreamSender.Listener() {
                    @Override
                    public void ended() {}

                    @Override
                    public void taken() {
                        onTaken.run();
                    }
                });
        int binding = bindings;
        return new Bound(route, number, sender, null, () -> cut(binding, output));
    }

    /** A late word of an older connection must not count against the newer one. */
    private synchronized void cut(int binding, ExecOutput.Streamed output) {
        if (binding == bindings) {
            output.ring().lose(output.place());
        }
    }

    private void unbind() {
        bindings++;
        bound.forEach(Bound::close);
        bound.clear();
        stdout.ring().lose(stdout.place());
        stderr.ring().lose(stderr.place());
    }

    /** Whether the agent has all of both, or did not come back for it. */
    boolean isTaken() {
        return stdout.ring().isTaken() && stderr.ring().isTaken();
    }

    /** Bytes that the agent has not acknowledged. */
    long unread() {
        return stdout.ring().unread() + stderr.ring().unread();
    }

    /** True if the connection that took the output is gone. */
    synchronized boolean isLost() {
        return stdout.ring().isLost(stdout.place()) || stderr.ring().isLost(stderr.place());
    }

    synchronized void release() {
        bound.forEach(Bound::close);
        bound.clear();
        stdout.ring().release();
        stderr.ring().release();
        stdin.close();
    }
}
