package org.hpcdaemon.protocol.http;

import org.hpcdaemon.protocol.error.Advice;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * The body of every refusal.
 *
 * @param detail as clients before 2026-12 read it, and the only part that platforms of that time write
 */
public record ErrorBody(Failure error, @Nullable Detail detail) {
    /** What went wrong, and whether to try again. */
    public record Failure(ErrorCode code, String message, Advice advice) {}

    /** The older form. */
    public record Detail(
            @Nullable ErrorCode error_code, @Nullable String message) {}

    /** Both forms, as a platform writes them. */
    public static ErrorBody of(ErrorCode code, String message) {
        return new ErrorBody(new Failure(code, message, code.advice()), new Detail(code, message));
    }

    /** The refusal that this is; null if it is another server's JSON. */
    public @Nullable HpcException toException() {
        @Nullable Failure failure = error;
        @Nullable ErrorCode code = failure == null ? null : failure.code();
        @Nullable String message = failure == null ? null : failure.message();
        if (code != null && message != null) {
            return new HpcException(code, message);
        }
        return detail != null && detail.error_code() != null && detail.message() != null
                ? new HpcException(detail.error_code(), detail.message())
                : null;
    }
}
