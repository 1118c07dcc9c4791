package org.hpcdaemon.tools.call;

import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.rpc.Json;

/** Makes the idempotency key of a call whose model gave none. */
@FunctionalInterface
public interface KeySource {
    /** 96 bits. */
    int DIGITS = 24;

    IdempotencyKey of(String tool, ToolCall call);

    /** Each call is another: where requests of one client cannot be told from those of the next. */
    static KeySource random() {
        RandomIds ids = RandomIds.secure();
        return (_, _) -> ids.key();
    }

    /**
     * Some clients name each call of their model by itself, so that they name it alike when they send it again, also over another
     * connection and under another id. Such a call has one key; of others the rest decides.
     */
    static KeySource ofClient(KeySource rest) {
        return (tool, call) ->
                CallName.of(call.call()).map(name -> of(name, tool, call)).orElseGet(() -> rest.of(tool, call));
    }

    /** A request that a client repeats within one conversation, with the same id and arguments, is the same one. */
    static KeySource ofConversation(String nonce) {
        return (tool, call) -> of(nonce + "\0" + call.call().id(), tool, call);
    }

    private static IdempotencyKey of(String name, String tool, ToolCall call) {
        return new IdempotencyKey(Sha256.hex(name + "\0" + tool + "\0" + Json.write(call.arguments()))
                .substring(0, DIGITS));
    }
}
