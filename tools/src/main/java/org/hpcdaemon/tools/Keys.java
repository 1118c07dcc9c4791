package org.hpcdaemon.tools;

import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.rpc.Json;

/** Makes the idempotency key of a call whose model gave none. */
@FunctionalInterface
public interface Keys {
    /** 96 bits. */
    int DIGITS = 24;

    IdempotencyKey of(String tool, ToolCall call);

    /** Each call is another: where requests of one client cannot be told from those of the next. */
    static Keys random() {
        RandomIds ids = RandomIds.secure();
        return (_, _) -> ids.key();
    }

    /** A request that a client repeats within one conversation, with the same id and arguments, is the same one. */
    static Keys ofConversation(String nonce) {
        return (tool, call) -> new IdempotencyKey(
                Sha256.hex(nonce + "\0" + call.call().id() + "\0" + tool + "\0" + Json.write(call.arguments()))
                        .substring(0, DIGITS));
    }
}
