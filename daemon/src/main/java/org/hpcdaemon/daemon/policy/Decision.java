package org.hpcdaemon.daemon.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * What a policy says to a question.
 *
 * @param policy the file that decided; absent: there is no policy
 * @param rule that decided, or that cannot be told to apply; absent: none
 * @param reason what an agent reads that is not allowed something
 */
public record Decision(
        Answer answer,
        @Nullable String policy,
        Ground ground,
        @Nullable String rule,
        String reason) {
    /** Of machines without a policy. */
    public static final Decision NO_POLICY =
            new Decision(Answer.ALLOW, null, Ground.NO_POLICY, null, "there is no policy");

    /** Why it says so. */
    public enum Ground {
        RULE,
        /** No rule is about it. */
        DEFAULT,
        /** A rule may be about it, and the request does not tell. */
        UNDECIDABLE,
        /** It would take more than a budget has left. */
        BUDGET,
        NO_POLICY;

        /** As JSON has it. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As in {@code deny: rule "no deleting" of /home/ada/.hpc_daemon/policy.toml: move it to the trash}. */
    public String words() {
        String by = switch (ground) {
            case RULE -> "rule \"" + rule + "\" of " + policy;
            case DEFAULT -> "the default of " + policy;
            case UNDECIDABLE -> "what " + policy + " says of undecidable requests, because of rule \"" + rule + "\"";
            case BUDGET -> policy;
            case NO_POLICY -> "";
        };
        return answer.word() + ": " + by
                + (answer != Answer.ALLOW ? ": " + reason : ground == Ground.NO_POLICY ? reason : "");
    }

    /** What an agent is told that is not allowed something. */
    public HpcException denial() {
        return new HpcException(
                ErrorCode.NOT_ALLOWED,
                "this machine's policy denies this" + (rule == null ? "" : ", rule \"" + rule + "\"") + ": " + reason);
    }

    /** The stricter of two; this one if both say the same. */
    public Decision stricter(Decision other) {
        return other.answer.compareTo(answer) > 0 ? other : this;
    }
}
