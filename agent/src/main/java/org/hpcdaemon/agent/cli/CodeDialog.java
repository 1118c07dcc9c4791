package org.hpcdaemon.agent.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.Target;

/** Signs the user in with a code that is sent by e-mail and read from standard input. */
final class CodeDialog {
    private CodeDialog() {}

    /** The access token. */
    static String signIn(Context context, Target target, String email) throws IOException {
        try (HpcClient anonymous = HpcClient.anonymous(context.settings().network(), target)) {
            anonymous.health();
            String signIn = anonymous.account().requestCode(email);
            context.err().print("The 6-digit code sent to " + email + ": ");
            context.err().flush();
            String code = new BufferedReader(new InputStreamReader(context.in(), StandardCharsets.UTF_8)).readLine();
            if (code == null) {
                context.err().println();
                throw new IOException("no code was given on standard input");
            }
            return anonymous.account().verify(signIn, code.strip()).accessToken();
        }
    }
}
