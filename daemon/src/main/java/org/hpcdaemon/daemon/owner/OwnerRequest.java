package org.hpcdaemon.daemon.owner;

import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.rpc.Json;

/** A question or an order. */
public sealed interface OwnerRequest {
    /** Answered by an {@link AgentList}. */
    record Agents() implements OwnerRequest {}

    /**
     * Ends an agent's commands, shells, file calls and forwarded connections. Answered by {@link EndedWork}.
     *
     * @param agent its id or name
     * @param jobs whether its jobs are cancelled too
     */
    record End(String agent, boolean jobs) implements OwnerRequest {}

    /**
     * Takes over the freeze that is stored, and ends what all agents have running. Answered by {@link EndedWork}.
     *
     * @param jobs whether jobs are cancelled too
     */
    record Freeze(boolean jobs) implements OwnerRequest {}

    /** Takes over that no freeze is stored. Answered by {@link EndedWork}, of nothing. */
    record Resume() implements OwnerRequest {}

    /** How it is named in a row. */
    default String verb() {
        return switch (this) {
            case Agents _ -> "agents";
            case End _ -> "end";
            case Freeze _ -> "freeze";
            case Resume _ -> "resume";
        };
    }

    /** The request of a row. Throws if another version asked what this one does not know. */
    static OwnerRequest of(String verb, String body) {
        return switch (verb) {
            case "agents" -> Json.read(body, Agents.class);
            case "end" -> Json.read(body, End.class);
            case "freeze" -> Json.read(body, Freeze.class);
            case "resume" -> Json.read(body, Resume.class);
            default ->
                throw new HpcException(
                        ErrorCode.METHOD_NOT_FOUND,
                        "the running daemon does not know \"" + verb + "\"; restart it to bring it to this version");
        };
    }
}
