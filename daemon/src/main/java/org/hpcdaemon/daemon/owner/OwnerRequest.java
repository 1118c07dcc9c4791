package org.hpcdaemon.daemon.owner;

import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.rpc.Json;

/** A question or an order. */
public sealed interface OwnerRequest {
    /** Answered by an {@link AgentList}. */
    record Agents() implements OwnerRequest {}

    /**
     * Ends an agent's commands and shells. Answered by {@link Ended}.
     *
     * @param agent its id or name
     * @param jobs whether its jobs are cancelled too
     */
    record End(String agent, boolean jobs) implements OwnerRequest {}

    /** How it is named in a row. */
    default String verb() {
        return switch (this) {
            case Agents _ -> "agents";
            case End _ -> "end";
        };
    }

    /** The request of a row. Throws if another version asked what this one does not know. */
    static OwnerRequest of(String verb, String body) {
        return switch (verb) {
            case "agents" -> Json.read(body, Agents.class);
            case "end" -> Json.read(body, End.class);
            default ->
                throw new HpcException(
                        ErrorCode.METHOD_NOT_FOUND,
                        "the running daemon does not know \"" + verb + "\"; restart it, so that it is of this version");
        };
    }
}
