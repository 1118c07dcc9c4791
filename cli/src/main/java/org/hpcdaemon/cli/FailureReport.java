package org.hpcdaemon.cli;

import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.error.OutcomeUnknownException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/** A failure as {@code --json} prints it. */
record FailureReport(Detail error) {
    /** What is safe where the same request without its key could be carried out twice. */
    private static final String WITH_KEY = "retry_with_key";

    /**
     * @param message as on stderr, without the program's name
     * @param advice as on the wire, or {@code retry_with_key}
     * @param key of a request that may have been carried out
     */
    record Detail(
            ErrorCode code,
            String message,
            Object advice,
            @Nullable IdempotencyKey key) {}

    static FailureReport of(ErrorCode code, String message) {
        return new FailureReport(new Detail(code, message, code.advice(), null));
    }

    static FailureReport of(HpcException failure, String message) {
        if (failure instanceof OutcomeUnknownException unknown && unknown.key().isPresent()) {
            return new FailureReport(
                    new Detail(failure.code(), message, WITH_KEY, unknown.key().get()));
        }
        return of(failure.code(), message);
    }
}
