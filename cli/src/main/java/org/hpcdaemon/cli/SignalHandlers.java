package org.hpcdaemon.cli;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

/**
 * What this process does at a signal, in place of what Java does by itself. Java's handlers ({@code sun.misc.Signal}, module
 * jdk.unsupported) are reached by name, since the compiler warns of them in a way that cannot be turned off. Thread-safe.
 */
public final class SignalHandlers {
    private static final System.Logger LOG = System.getLogger(SignalHandlers.class.getName());

    private SignalHandlers() {}

    /**
     * Runs the action at each such signal, in a thread of its own. A signal that was ignored when Java started stays ignored,
     * and one that Java does not hand out keeps its effect, with a line in the log.
     *
     * @param name without SIG
     */
    public static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run =
                    MethodHandles.lookup().findVirtual(Runnable.class, "run", MethodType.methodType(void.class));
            Object ours = MethodHandleProxies.asInterfaceInstance(
                    handler, MethodHandles.dropArguments(run.bindTo(action), 0, signal));
            Method handle = signal.getMethod("handle", signal, handler);
            handle.invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.log(Level.WARNING, "SIG" + name + " keeps its effect: it cannot be handled", e);
        }
    }
}
