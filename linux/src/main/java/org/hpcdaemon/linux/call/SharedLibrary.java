package org.hpcdaemon.linux.call;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Functions of a library that the machine may have beside the C library. Each throws {@link NoSuchElementException} if it is not in there. */
public final class SharedLibrary {
    private static final Linker LINKER = Linker.nativeLinker();

    private final SymbolLookup symbols;

    private SharedLibrary(SymbolLookup symbols) {
        this.symbols = symbols;
    }

    /** As dlopen(3) finds it, for as long as this process runs; empty if there is none. */
    public static Optional<SharedLibrary> find(String name) {
        try {
            return Optional.of(new SharedLibrary(SymbolLookup.libraryLookup(name, Arena.global())));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    public MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /** One that answers nothing. */
    public MethodHandle procedure(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.ofVoid(arguments));
    }

    /** One that takes arrays of Java's as they are, without a copy, and returns soon: no garbage is collected meanwhile. */
    public MethodHandle onArrays(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                symbols.findOrThrow(name), FunctionDescriptor.of(result, arguments), Linker.Option.critical(true));
    }
}
