package org.hpcdaemon.protocol.error;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/**
 * Every error of the protocol. The numbers are JSON-RPC 2.0's own where it has one (section 5.1 of its
 * specification), else of the range it leaves to servers, -32000 to -32099.
 */
public enum ErrorCode {
    PARSE_ERROR(-32700, Advice.FIX_INPUT),
    INVALID_REQUEST(-32600, Advice.FIX_INPUT),
    METHOD_NOT_FOUND(-32601, Advice.FIX_INPUT),
    INVALID_PARAMS(-32602, Advice.FIX_INPUT),
    INTERNAL(-32603, Advice.GIVE_UP),
    /** Does not exist, or belongs to another user: the two are never told apart. */
    NOT_FOUND(-32001, Advice.FIX_INPUT),
    /** The idempotency key was used before, with another request. */
    KEY_REUSED(-32002, Advice.FIX_INPUT),
    /** A limit on open shells, requests in flight or streams is reached. */
    BUSY(-32003, Advice.RETRY),
    /** The daemon is known and not connected. */
    DAEMON_OFFLINE(-32004, Advice.RETRY),
    /** The shell or process has ended. */
    ENDED(-32005, Advice.GIVE_UP),
    /** The daemon ended while the command ran: it was started once, and how it ended is not known. */
    OUTCOME_UNKNOWN(-32006, Advice.GIVE_UP),
    /** The scheduler does not answer; nothing was lost and the same key is safe. */
    SCHEDULER_UNAVAILABLE(-32007, Advice.RETRY),
    /** The scheduler refused the job; its own words are in the message. */
    SCHEDULER_REFUSED(-32008, Advice.FIX_INPUT),
    /** A path outside the allowed directories, an option that would leave them, or what the machine's policy denies. */
    NOT_ALLOWED(-32009, Advice.FIX_INPUT),
    /** No credentials, or bad or revoked ones. */
    UNAUTHORIZED(-32010, Advice.GIVE_UP),
    /** Too many requests or attempts in a time. */
    RATE_LIMITED(-32011, Advice.RETRY),
    /** Over a size of {@link org.hpcdaemon.protocol.Limits}. */
    TOO_LARGE(-32012, Advice.FIX_INPUT),
    /** The disk is full or not writable on the daemon's side; nothing was started. */
    STORAGE(-32013, Advice.RETRY),
    /** The platform cannot be reached. Said by clients of themselves, never sent. */
    UNREACHABLE(-32014, Advice.RETRY),
    /** The platform cannot send mail now: no code was sent. */
    MAIL_UNAVAILABLE(-32015, Advice.RETRY),
    /** There is no such program, so nothing was started. */
    NO_PROGRAM(-32016, Advice.FIX_INPUT),
    /** The program is there, and this user may not execute it. */
    NOT_EXECUTABLE(-32017, Advice.FIX_INPUT),
    /** A file system did not answer in time; what was asked changes nothing. */
    TIMED_OUT(-32018, Advice.RETRY),
    /** A file is not as the request says that it must be, so nothing was changed. */
    CONFLICT(-32019, Advice.FIX_INPUT),
    /** The machine's user stopped all work there, so nothing was started. */
    FROZEN(-32020, Advice.GIVE_UP),
    /** The account owner has to allow it first; the same request succeeds then. Nothing was started. */
    APPROVAL_REQUIRED(-32021, Advice.RETRY);

    private final int number;
    private final Advice advice;
    private final String wireName = name().toLowerCase(Locale.ROOT);

    ErrorCode(int number, Advice advice) {
        this.number = number;
        this.advice = advice;
    }

    /** The JSON-RPC error number. */
    public int number() {
        return number;
    }

    public Advice advice() {
        return advice;
    }

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /** The code of that wire name; one that this version does not know is {@link #INTERNAL}. */
    @JsonCreator
    public static ErrorCode of(String wireName) {
        return Arrays.stream(values())
                .filter(code -> code.wireName.equals(wireName))
                .findFirst()
                .orElse(INTERNAL);
    }
}
