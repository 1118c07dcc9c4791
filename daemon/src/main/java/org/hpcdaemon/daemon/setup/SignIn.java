package org.hpcdaemon.daemon.setup;

import org.hpcdaemon.client.Account;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.HpcException;

/** The one-time code: asked for until it is right, with another one sent on request. */
public final class SignIn {
    private static final String RESEND = "resend";

    private final Platform platform;
    private final Dialog dialog;

    public SignIn(Platform platform, Dialog dialog) {
        this.platform = platform;
        this.dialog = dialog;
    }

    /** Throws {@link HpcException} if no code can be sent, {@link SetupStopped} if none is typed. */
    public Person run(String email) {
        platform.check();
        try (HpcClient anonymous = platform.anonymous()) {
            Account account = anonymous.account();
            String signIn = account.requestCode(email);
            dialog.say("A code was sent to " + email + "; it is good for 10 minutes.");
            while (true) {
                String answer = dialog.ask("6-digit code, or `" + RESEND + "`", null, new Dialog.Completion.Nothing());
                try {
                    if (answer.equalsIgnoreCase(RESEND)) {
                        signIn = account.requestCode(email);
                        dialog.say("Another code was sent to " + email + "; only this one counts now.");
                    } else {
                        return new Person(platform, account.verify(signIn, answer));
                    }
                } catch (HpcException e) {
                    askAgain(e);
                }
            }
        }
    }

    /** Says what is wrong in the platform's words, which tell a wrong code from one that is over. */
    private void askAgain(HpcException e) {
        switch (e.code()) {
            case UNAUTHORIZED, INVALID_PARAMS, RATE_LIMITED -> dialog.say(e.reason());
            default -> throw e;
        }
    }
}
