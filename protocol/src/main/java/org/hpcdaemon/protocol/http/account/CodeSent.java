package org.hpcdaemon.protocol.http.account;

/** The answer to {@link SignInRequest}: the same whether or not a code was mailed. */
public record CodeSent(String status, Payload payload) {
    /**
     * What is in it.
     *
     * @param token goes with the code into {@link CodeVerification}
     */
    public record Payload(String token) {}

    /** That it was accepted. */
    public static CodeSent of(String token) {
        return new CodeSent("ok", new Payload(token));
    }
}
