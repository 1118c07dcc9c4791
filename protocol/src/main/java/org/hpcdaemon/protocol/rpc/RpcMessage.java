package org.hpcdaemon.protocol.rpc;

import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.AnyRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One JSON-RPC 2.0 message, decoded. Batches are not part of {@code hpc.v1}. */
public sealed interface RpcMessage {

    /** A request that wants an answer. */
    record Call(RpcId id, AnyRequest request) implements RpcMessage {}

    /** A notification. */
    record Notification(org.hpcdaemon.protocol.message.Notice notice) implements RpcMessage {}

    /** A result; {@link Json#convert} gives it the type that its method's answer has. */
    record Result(RpcId id, JsonNode result) implements RpcMessage {}

    /** An error. The id is absent if the peer could not read ours. */
    record Failure(@Nullable RpcId id, ErrorCode code, String message) implements RpcMessage {
        public HpcException exception() {
            return new HpcException(code, message);
        }
    }
}
