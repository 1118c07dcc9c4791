package org.hpcdaemon.protocol.http.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.hpcdaemon.protocol.message.value.Checks;

/** {@code POST /auth/refresh}. Answer: {@link TokenPair}. */
public record RefreshRequest(@JsonProperty("refresh_token") String refreshToken) {
    public RefreshRequest {
        Checks.required("refresh_token", refreshToken);
    }
}
