package org.hpcdaemon.platform.http;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A request's body did not arrive in time. */
final class LateBodyException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    LateBodyException(@Nullable Throwable cause) {
        super("the body did not arrive in time; send the request again, on another connection", cause);
    }
}
