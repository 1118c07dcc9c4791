package org.hpcdaemon.client.signin;

import org.hpcdaemon.client.Account;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.account.TokenPair;

/** Signs in with a one-time code: asks until it is right, and has another one sent on request. */
public final class CodeSignIn {
    private static final String RESEND = "resend";

    private final Account account;
    private final Prompt prompt;

    public CodeSignIn(Account account, Prompt prompt) {
        this.account = account;
        this.prompt = prompt;
    }

    /** Where the user is told and asked things. */
    public interface Prompt {
        void say(String line);

        /** The answer, without space around it; throws if there will be none. */
        String ask(String question);
    }

    /** Throws {@link HpcException} if no code can be sent, and whatever {@link Prompt#ask} throws. */
    public TokenPair run(String email) {
        String signIn = account.requestCode(email);
        prompt.say("A code was sent to " + email + "; it is good for 10 minutes.");
        while (true) {
            String answer = prompt.ask("6-digit code, or `" + RESEND + "`");
            try {
                if (!answer.equalsIgnoreCase(RESEND)) {
                    return account.verify(signIn, answer);
                }
                signIn = account.requestCode(email);
                prompt.say("Another code was sent to " + email + "; only this one counts now.");
            } catch (HpcException e) {
                askAgain(e);
            }
        }
    }

    /** Prints the platform's words, which tell a wrong code from an expired one. */
    private void askAgain(HpcException e) {
        switch (e.code()) {
            case UNAUTHORIZED, INVALID_PARAMS, RATE_LIMITED -> prompt.say(e.reason());
            default -> throw e;
        }
    }
}
