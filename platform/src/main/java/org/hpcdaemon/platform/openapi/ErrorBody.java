package org.hpcdaemon.platform.openapi;

import org.hpcdaemon.protocol.error.Advice;
import org.hpcdaemon.protocol.error.ErrorCode;

/** Every error, as clients read it. */
record ErrorBody(Failure error) {
    record Failure(ErrorCode code, String message, Advice advice) {}
}
