package org.hpcdaemon.client;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.hpcdaemon.client.session.Participant;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.job.Event;

/** Lets a listener of the user's take part in a session. */
final class ListenerAdapter implements Participant {
    private final SessionListener listener;
    private final AtomicBoolean connectedBefore = new AtomicBoolean();

    ListenerAdapter(SessionListener listener) {
        this.listener = listener;
    }

    @Override
    public void connected() {
        if (connectedBefore.getAndSet(true)) {
            tell(SessionListener::restored);
        }
    }

    @Override
    public void lost(HpcException cause) {
        tell(hears -> hears.lost(cause));
    }

    @Override
    public void failed(HpcException cause) {
        tell(hears -> hears.failed(cause));
    }

    @Override
    public void event(Event event) {
        tell(hears -> hears.event(event));
    }

    /** A listener that throws must not end the link's thread, on which all answers come. */
    private void tell(Consumer<SessionListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
