package org.hpcdaemon.linux.file;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.security.MessageDigest;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.hpcdaemon.linux.call.Native;
import org.hpcdaemon.protocol.Sha256;

/**
 * SHA-256 of a file's size of bytes, by the machine's libcrypto where there is one, as where there is ssh. Java's own is a tenth as fast
 * under the quick compiler alone, which these programs run with, since only the other one knows the processor's instructions for it.
 * Not thread-safe.
 */
public final class FileDigest extends MessageDigest {
    private static final int BYTES = 32;

    /** Who links against it reads no configuration by that, and ends nothing under a thread that still counts (OPENSSL_init_crypto(3)). */
    private static final long NO_CONFIGURATION_NO_EXIT_HANDLER = 0x80 | 0x80000;

    /** Of OpenSSL 3 and 1.1, the ones with the functions below. */
    private static final List<String> LIBRARIES = List.of("libcrypto.so.3", "libcrypto.so.1.1");

    private static final Optional<Functions> FUNCTIONS = LIBRARIES.stream()
            .flatMap(library -> Functions.of(library).stream())
            .findFirst();

    private final Functions functions;
    private final MemorySegment context;

    private FileDigest(Functions functions) {
        super("SHA-256");
        this.functions = functions;
        this.context = functions.newContext();
        engineReset();
    }

    /** A sum to be fed piece by piece, for {@link Sha256#hex(MessageDigest)}. */
    public static MessageDigest sha256() {
        return FUNCTIONS.<MessageDigest>map(FileDigest::new).orElseGet(Sha256::digest);
    }

    /** Whether it is the machine's. */
    static boolean isNative() {
        return FUNCTIONS.isPresent();
    }

    /** See EVP_DigestInit(3). */
    private record Functions(
            MethodHandle create,
            MethodHandle free,
            MethodHandle begin,
            MethodHandle update,
            MethodHandle end,
            MemorySegment sha256) {
        private static final Linker LINKER = Linker.nativeLinker();

        static Optional<Functions> of(String library) {
            try {
                SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
                MethodHandle initialize = function(symbols, "OPENSSL_init_crypto", JAVA_INT, JAVA_LONG, ADDRESS);
                MethodHandle sha256 = function(symbols, "EVP_sha256", ADDRESS);
                int _ = (int) initialize.invokeExact(NO_CONFIGURATION_NO_EXIT_HANDLER, MemorySegment.NULL);
                Functions functions = new Functions(
                        function(symbols, "EVP_MD_CTX_new", ADDRESS),
                        LINKER.downcallHandle(
                                symbols.findOrThrow("EVP_MD_CTX_free"), FunctionDescriptor.ofVoid(ADDRESS)),
                        function(symbols, "EVP_DigestInit_ex", JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
                        // Of an array of Java's, without a copy: it returns soon.
                        LINKER.downcallHandle(
                                symbols.findOrThrow("EVP_DigestUpdate"),
                                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG),
                                Linker.Option.critical(true)),
                        function(symbols, "EVP_DigestFinal_ex", JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
                        (MemorySegment) sha256.invokeExact());
                return Optional.of(functions);
            } catch (IllegalArgumentException | NoSuchElementException _) {
                return Optional.empty(); // no such library, or another one of its name
            } catch (Throwable e) {
                throw Native.unexpected(e);
            }
        }

        private static MethodHandle function(
                SymbolLookup symbols, String name, MemoryLayout result, MemoryLayout... arguments) {
            return LINKER.downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.of(result, arguments));
        }

        /** Freed with the object. */
        MemorySegment newContext() {
            try {
                MemorySegment context = (MemorySegment) create.invokeExact();
                return context.reinterpret(Arena.ofAuto(), this::free);
            } catch (Throwable e) {
                throw Native.unexpected(e);
            }
        }

        private void free(MemorySegment context) {
            try {
                free.invokeExact(context);
            } catch (Throwable e) {
                throw Native.unexpected(e);
            }
        }
    }

    @Override
    protected int engineGetDigestLength() {
        return BYTES;
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        try {
            check((int) functions.update.invokeExact(
                    context, MemorySegment.ofArray(input).asSlice(offset, length), (long) length));
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    @Override
    protected byte[] engineDigest() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sum = arena.allocate(BYTES);
            check((int) functions.end.invokeExact(context, sum, MemorySegment.NULL));
            engineReset();
            return sum.toArray(JAVA_BYTE);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    @Override
    protected void engineReset() {
        try {
            check((int) functions.begin.invokeExact(context, functions.sha256, MemorySegment.NULL));
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    private static void check(int answer) {
        if (answer != 1) {
            throw new IllegalStateException("libcrypto could not count a sum");
        }
    }
}
