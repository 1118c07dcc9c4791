package org.hpcdaemon.platform.cli;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The signals that this process gets, one after the other, in place of what Java does by itself: it ends at each. Java's
 * handlers ({@code sun.misc.Signal}, module jdk.unsupported) are reached by name, since the compiler warns of them in a
 * way that cannot be turned off. Thread-safe.
 */
final class Signals {
    private static final System.Logger LOG = System.getLogger(Signals.class.getName());

    private final BlockingQueue<String> caught = new LinkedBlockingQueue<>();

    private Signals() {}

    /** @param names without SIG; one that this Java does not hand out keeps its effect */
    static Signals caught(List<String> names) {
        Signals signals = new Signals();
        names.forEach(signals::handle);
        return signals;
    }

    /** Waits for the next one: its name, without SIG. */
    String next() throws InterruptedException {
        return caught.take();
    }

    private void handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle add = MethodHandles.lookup()
                    .findVirtual(BlockingQueue.class, "add", MethodType.methodType(boolean.class, Object.class));
            Object ours = MethodHandleProxies.asInterfaceInstance(
                    handler,
                    MethodHandles.dropArguments(MethodHandles.insertArguments(add, 0, caught, name), 0, signal));
            Method handle = signal.getMethod("handle", signal, handler);
            handle.invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.log(Level.WARNING, "SIG" + name + " cannot be handled: it ends this process at once", e);
        }
    }
}
