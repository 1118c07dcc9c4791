package org.hpcdaemon.platform.http;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hpcdaemon.platform.identity.Address;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are being answered, each holding its connection: bounded for each sender, so that none can hold all.
 * Thread-safe.
 */
final class RequestShares {
    /** Of one key: every program of an agent, long-polls among them, and no load generator. */
    static final int OF_KEY = 64;

    /** Of one address without a key: a class of 30 that signs in at once. */
    static final int OF_ADDRESS = 32;

    /** Of all without a key, since addresses are cheap: a twentieth of the connections. Each may last as a slow body does. */
    static final int WITHOUT_KEY = 500;

    /** Held while the request is being answered; giving it back twice is giving it back once. */
    interface Share extends AutoCloseable {
        @Override
        void close();
    }

    private final Map<String, Integer> held = new HashMap<>();
    private int withoutKey;

    /** @throws HpcException {@code busy} if the sender, or all without a key, have as many as they may */
    synchronized Share take(@Nullable Identity identity, String remoteAddress) {
        boolean keyless = identity == null;
        String sender = identity == null ? "address " + Address.group(remoteAddress) : "key " + identity.keyId();
        int most = keyless ? OF_ADDRESS : OF_KEY;
        int under = held.getOrDefault(sender, 0);
        if (under >= most) {
            throw new HpcException(
                    ErrorCode.BUSY,
                    under + " requests of this " + (keyless ? "address" : "key")
                            + " are being answered, the most there may be; wait for one, then try again");
        }
        if (keyless && withoutKey >= WITHOUT_KEY) {
            throw new HpcException(ErrorCode.BUSY, "too many requests without a key at this moment; try again");
        }
        held.put(sender, under + 1);
        withoutKey += keyless ? 1 : 0;
        AtomicBoolean given = new AtomicBoolean();
        return () -> {
            if (given.compareAndSet(false, true)) {
                give(sender, keyless);
            }
        };
    }

    private synchronized void give(String sender, boolean keyless) {
        held.computeIfPresent(sender, (_, count) -> count == 1 ? null : count - 1);
        withoutKey -= keyless ? 1 : 0;
    }
}
