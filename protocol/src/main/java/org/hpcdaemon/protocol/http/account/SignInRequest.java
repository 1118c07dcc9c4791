package org.hpcdaemon.protocol.http.account;

import org.hpcdaemon.protocol.message.value.Checks;

/** {@code POST /otp/signin}. */
public record SignInRequest(String email) {
    public SignInRequest {
        Checks.required("email", email);
    }
}
