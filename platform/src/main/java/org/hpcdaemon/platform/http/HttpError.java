package org.hpcdaemon.platform.http;

import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.ErrorBody;
import org.hpcdaemon.protocol.rpc.Json;

/** An error as HTTP tells it. */
record HttpError(int status, ErrorCode code, String message) {

    static HttpError of(HpcException e) {
        return new HttpError(status(e.code()), e.code(), e.reason());
    }

    /** An error that HTTP alone knows. */
    static HttpError of(int status, String message) {
        ErrorCode code = switch (status) {
            case 401 -> ErrorCode.UNAUTHORIZED;
            case 404 -> ErrorCode.NOT_FOUND;
            case 413, 414, 431 -> ErrorCode.TOO_LARGE;
            case 503 -> ErrorCode.BUSY;
            case 501, 505 -> ErrorCode.INVALID_REQUEST; // A method or version of HTTP that is not ours.
            default -> status >= 500 ? ErrorCode.INTERNAL : ErrorCode.INVALID_REQUEST;
        };
        return new HttpError(status, code, message);
    }

    String json() {
        return Json.write(ErrorBody.of(code, message));
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS -> 400;
            case UNAUTHORIZED -> 401;
            case NOT_ALLOWED, FROZEN, APPROVAL_REQUIRED -> 403;
            case NOT_FOUND -> 404;
            case KEY_REUSED, CONFLICT -> 409;
            case ENDED -> 410;
            case TOO_LARGE -> 413;
            case SCHEDULER_REFUSED, NO_PROGRAM, NOT_EXECUTABLE -> 422;
            case BUSY, RATE_LIMITED -> 429;
            case METHOD_NOT_FOUND -> 501; // Of a daemon that is older than this platform.
            case INTERNAL, OUTCOME_UNKNOWN -> 500;
            case DAEMON_OFFLINE, SCHEDULER_UNAVAILABLE, STORAGE, UNREACHABLE, MAIL_UNAVAILABLE, TIMED_OUT -> 503;
        };
    }
}
