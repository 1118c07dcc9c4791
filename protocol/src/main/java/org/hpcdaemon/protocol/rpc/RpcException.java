package org.hpcdaemon.protocol.rpc;

import java.io.Serial;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** A text that is not a valid message, with the id to answer it by, where one could be read. */
public final class RpcException extends HpcException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient @Nullable RpcId id;

    RpcException(@Nullable RpcId id, ErrorCode code, String message) {
        super(code, message);
        this.id = id;
    }

    public @Nullable RpcId id() {
        return id;
    }

    /** The answer that JSON-RPC 2.0 asks for. */
    public String toAnswer() {
        return Rpc.failure(id, this);
    }
}
