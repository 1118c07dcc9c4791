package org.hpcdaemon.linux.file;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.security.MessageDigest;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.hpcdaemon.linux.call.Native;
import org.hpcdaemon.linux.call.SharedLibrary;
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
            .flatMap(name -> SharedLibrary.find(name).flatMap(Functions::of).stream())
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
        static Optional<Functions> of(SharedLibrary library) {
            try {
                MethodHandle initialize = library.function("OPENSSL_init_crypto", JAVA_INT, JAVA_LONG, ADDRESS);
                MethodHandle sha256 = library.function("EVP_sha256", ADDRESS);
                int _ = (int) initialize.invokeExact(NO_CONFIGURATION_NO_EXIT_HANDLER, MemorySegment.NULL);
                return Optional.of(new Functions(
                        library.function("EVP_MD_CTX_new", ADDRESS),
                        library.procedure("EVP_MD_CTX_free", ADDRESS),
                        library.function("EVP_DigestInit_ex", JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
                        library.onArrays("EVP_DigestUpdate", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG),
                        library.function("EVP_DigestFinal_ex", JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
                        (MemorySegment) sha256.invokeExact()));
            } catch (NoSuchElementException _) {
                return Optional.empty(); // another library of its name
            } catch (Throwable e) {
                throw Native.unexpected(e);
            }
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
