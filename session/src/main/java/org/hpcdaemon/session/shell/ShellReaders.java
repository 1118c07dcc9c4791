package org.hpcdaemon.session.shell;

import java.util.HashMap;
import java.util.Map;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.ReaderId;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellAttached;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.session.stream.Bound;
import org.hpcdaemon.session.stream.InputReceiver;
import org.hpcdaemon.session.stream.OutputRing;
import org.hpcdaemon.session.stream.StreamSender;
import org.jspecify.annotations.Nullable;

/** Who reads a shell and types into it, with each one's place in both. Thread-safe. */
final class ShellReaders {
    // A person on two machines, some agents, and those that were cut off and may come back; each holds at most a
    // window of input.
    private static final int MAX_READERS = 16;

    private final OutputRing ring;
    private final InputReceiver.Sink keyboard;
    private final Map<Key, Reader> readers = new HashMap<>();

    private record Key(Caller caller, ReaderId reader) {}

    private final class Reader {
        private final OutputRing.Place place = new OutputRing.Place();
        private final InputReceiver input = new InputReceiver(keyboard);
        private @Nullable Bound bound;
        private int binding;
        private int cut = -1;

        private void unbind() {
            binding++;
            Bound current = bound;
            bound = null;
            if (current != null) {
                current.close();
            }
        }

        private void forget() {
            unbind();
            ring.drop(place);
            input.close();
        }
    }

    ShellReaders(OutputRing ring, InputReceiver.Sink keyboard) {
        this.ring = ring;
        this.keyboard = keyboard;
    }

    /** @param afterEnd says to the route how the shell ended; runs after the stream's end */
    synchronized Attachment attach(Caller caller, Route route, ShellRequest.Attach request, Runnable afterEnd) {
        prune();
        Key key = new Key(caller, request.reader());
        Reader reader = readers.get(key);
        if (reader == null) {
            if (readers.size() >= MAX_READERS) {
                throw new HpcException(
                        ErrorCode.BUSY,
                        "this shell has " + MAX_READERS + " readers; detach one, or wait 5 minutes for lost ones");
            }
            reader = new Reader();
        }
        Long asked = request.from();
        long from = asked == null ? ring.endOffset() : asked;
        long first = ring.hold(reader.place, from);
        reader.unbind();
        readers.put(key, reader);
        Reader bound = reader;
        int binding = reader.binding;
        InputReceiver.Input input = reader.input.bind(route, request.stream());
        StreamSender sender =
                new StreamSender(ring, reader.place, from, route, request.stream(), new StreamSender.Listener() {
                    @Override
                    public void ended() {
                        afterEnd.run();
                    }

                    @Override
                    public void taken() {
                        finish(key, bound, binding);
                    }
                });
        try {
            Bound made = new Bound(route, request.stream(), sender, input, () -> cut(bound, binding));
            // The route may have closed while it was bound; its "cut" has been here then, and does not come again.
            reader.bound = reader.cut == binding ? null : made;
            return new Attachment(new ShellAttached(first, ring.endOffset(), input.from()), made::start);
        } catch (HpcException e) {
            ring.lose(reader.place);
            throw e;
        }
    }

    private synchronized void cut(Reader reader, int binding) {
        if (reader.binding == binding) {
            reader.cut = binding;
            reader.bound = null;
            ring.lose(reader.place);
        }
    }

    private synchronized void finish(Key key, Reader reader, int binding) {
        if (reader.binding == binding && readers.remove(key, reader)) {
            reader.forget();
        }
    }

    synchronized void detach(Caller caller, ReaderId id) {
        Reader reader = readers.remove(new Key(caller, id));
        if (reader != null) {
            reader.forget();
        }
    }

    private void prune() {
        readers.values().removeIf(reader -> {
            boolean gone = reader.bound == null && !ring.isHeld(reader.place);
            if (gone) {
                reader.forget();
            }
            return gone;
        });
    }

    /** Those that are connected now. */
    synchronized int attached() {
        return (int)
                readers.values().stream().filter(reader -> reader.bound != null).count();
    }

    /** Ends all at once, with what they have. */
    synchronized void release() {
        readers.values().forEach(Reader::forget);
        readers.clear();
        ring.release();
    }
}
