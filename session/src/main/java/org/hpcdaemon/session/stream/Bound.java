package org.hpcdaemon.session.stream;

import java.nio.ByteBuffer;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.session.route.StreamEndpoint;
import org.jspecify.annotations.Nullable;

/** A stream number of a route, with the output that goes there or the input that comes from there, or both. */
public final class Bound implements AutoCloseable {
    private final @Nullable StreamSender sender;
    private final InputReceiver.@Nullable Input input;
    private final Route.Binding binding;

    /** @param onCut runs when the route has closed, on the link's reader: it must not block */
    public Bound(
            Route route,
            int stream,
            @Nullable StreamSender sender,
            InputReceiver.@Nullable Input input,
            Runnable onCut) {
        this.sender = sender;
        this.input = input;
        this.binding = route.bind(stream, new Endpoint(onCut));
    }

    /** Begins to send and to acknowledge. */
    public void start() {
        if (input != null) {
            input.start();
        }
        if (sender != null) {
            sender.start();
        }
    }

    /** Ends the binding; idempotent, does not block. */
    @Override
    public void close() {
        stop();
        binding.close();
    }

    private void stop() {
        if (sender != null) {
            sender.stop();
        }
        if (input != null) {
            input.stop();
        }
    }

    private final class Endpoint implements StreamEndpoint {
        private final Runnable onCut;

        private Endpoint(Runnable onCut) {
            this.onCut = onCut;
        }

        @Override
        public void bytes(long offset, ByteBuffer bytes) {
            takesInput().bytes(offset, bytes);
        }

        @Override
        public void acknowledged(long offset) {
            if (sender != null) {
                sender.acknowledged(offset);
            }
        }

        @Override
        public void end(long offset) {
            takesInput().end(offset);
        }

        @Override
        public void routeClosed() {
            stop();
            onCut.run();
        }

        private InputReceiver.Input takesInput() {
            if (input == null) {
                throw HpcException.invalid("this stream takes no input");
            }
            return input;
        }
    }
}
