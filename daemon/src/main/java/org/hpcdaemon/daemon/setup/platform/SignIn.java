package org.hpcdaemon.daemon.setup.platform;

import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.signin.CodeSignIn;
import org.hpcdaemon.daemon.setup.dialog.Dialog;
import org.hpcdaemon.daemon.setup.dialog.Questions;
import org.hpcdaemon.daemon.setup.dialog.SetupStopped;
import org.hpcdaemon.protocol.error.HpcException;

/** The one-time code: asked for until it is right, with another one sent on request. */
public final class SignIn {
    private final Platform platform;
    private final Dialog dialog;

    public SignIn(Platform platform, Dialog dialog) {
        this.platform = platform;
        this.dialog = dialog;
    }

    /** Throws {@link HpcException} if no code can be sent, {@link SetupStopped} if none is typed. */
    public SignedInOwner run(String email) {
        platform.check();
        try (HpcClient anonymous = platform.anonymous()) {
            return new SignedInOwner(platform, new CodeSignIn(anonymous.account(), new Asking(dialog)).run(email));
        }
    }

    private record Asking(Dialog dialog) implements CodeSignIn.Prompt {
        @Override
        public void say(String line) {
            dialog.say(line);
        }

        @Override
        public String ask(String question) {
            return new Questions(dialog)
                    .line(new Questions.Question(
                            question,
                            "The code is in the mail that the platform has just sent; it may take a minute, or be among the"
                                    + " spam. `resend` sends another.",
                            null));
        }
    }
}
