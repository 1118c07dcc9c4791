package org.hpcdaemon.linux.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Optional;

/**
 * Functions of the C library as Java calls them, and texts as they take them. Linking one takes milliseconds, so a program that must
 * start at once uses {@link SystemCall}, for which one function is enough.
 */
public final class Native {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** What {@link #state} takes, for callers with memory of their own. */
    public static final long STATE_BYTES = STATE.byteSize();

    private Native() {}

    /** A function by its name; absent in a C library too old to have it. It answers with an int, and errno is not read. */
    public static Optional<MethodHandle> plain(String name, MemoryLayout... arguments) {
        return LINKER.defaultLookup()
                .find(name)
                .map(symbol -> LINKER.downcallHandle(symbol, FunctionDescriptor.of(JAVA_INT, arguments)));
    }

    /** The same, of a function that every C library has. */
    public static MethodHandle required(String name, MemoryLayout... arguments) {
        return plain(name, arguments).orElseThrow(() -> new UnsupportedOperationException("no " + name + " in libc"));
    }

    /** A function that fails with errno; its first argument here is the {@link #state} in which that is kept. */
    public static MethodHandle withErrno(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** As {@link #withErrno}, of a function that takes any number of arguments after the first ones. */
    public static MethodHandle variadic(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    /** Calls a function of {@link #plain}. */
    public static int answer(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Memory for the errno of calls. */
    public static MemorySegment state(Arena arena) {
        return arena.allocate(STATE);
    }

    /** The errno of the last call that was made with it and failed. */
    public static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    /** A call that did not reach its function. */
    public static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("a native call failed in the JVM", e);
    }

    /** A text as C has it: these bytes, which hold no NUL, and a NUL. */
    public static MemorySegment text(Arena arena, byte[] bytes) {
        MemorySegment text = arena.allocate(bytes.length + 1L); // ends by the NUL that it is made with
        MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, bytes.length);
        return text;
    }

    /** Several, as argv and envp are: pointers, and a null. */
    public static MemorySegment texts(Arena arena, List<byte[]> words) {
        MemorySegment pointers = arena.allocate(ADDRESS, words.size() + 1L);
        for (int i = 0; i < words.size(); i++) {
            pointers.setAtIndex(ADDRESS, i, text(arena, words.get(i)));
        }
        pointers.setAtIndex(ADDRESS, words.size(), MemorySegment.NULL);
        return pointers;
    }
}
