package org.hpcdaemon.agent.cli.account;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.signin.CodeSignIn;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.link.network.Target;

/** Signs the user in with a code that is sent by e-mail and read from standard input. */
final class CodeDialog implements CodeSignIn.Prompt {
    /** Room for every mistake one can make with a code, and an end for a pipe that never runs dry. */
    private static final int MAX_LINES = 20;

    private final BufferedReader in;
    private final PrintStream err;
    private int asked;

    private CodeDialog(Context context) {
        in = new BufferedReader(new InputStreamReader(context.in(), StandardCharsets.UTF_8));
        err = context.err();
    }

    /** The access token. */
    static String signIn(Context context, Network network, Target target, String email) throws IOException {
        try (HpcClient anonymous = HpcClient.anonymous(network, target)) {
            anonymous.health();
            return new CodeSignIn(anonymous.account(), new CodeDialog(context))
                    .run(email)
                    .accessToken();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void say(String line) {
        err.println(line);
    }

    @Override
    public String ask(String question) {
        err.print(question + ": ");
        err.flush();
        try {
            String line = asked++ < MAX_LINES ? in.readLine() : null;
            if (line != null) {
                return line.strip();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        err.println();
        throw new UncheckedIOException(new IOException("standard input ended before the code"));
    }
}
