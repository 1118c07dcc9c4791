package org.hpcdaemon.protocol.http.account;

import org.hpcdaemon.protocol.message.value.Checks;

/**
 * {@code POST /auth/otp/signin/verify}. Answer: {@link TokenPair}.
 *
 * @param token of {@link CodeSent}
 * @param otp the six digits of the mail
 */
public record CodeVerification(String token, String otp) {
    public CodeVerification {
        Checks.required("token", token);
        Checks.required("otp", otp);
    }
}
