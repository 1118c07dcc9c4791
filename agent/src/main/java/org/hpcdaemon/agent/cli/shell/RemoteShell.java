package org.hpcdaemon.agent.cli.shell;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.RemoteExit;
import org.hpcdaemon.agent.cli.shared.SignalNumbers;
import org.hpcdaemon.cli.SignalHandlers;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.jspecify.annotations.Nullable;

/**
 * A daemon as ssh(1) names a host.
 *
 * @param user refuse a daemon that runs as another one; null: whichever it runs as
 */
record RemoteShell(DaemonId daemon, @Nullable String user) {
    /** The user's own shell, as ssh starts it; a daemon may have been started without that variable. */
    private static final String USERS_SHELL = "exec \"${SHELL:-/bin/sh}\" -c \"$1\"";

    /** Where systems keep the program of OpenSSH that speaks SFTP; on no ordinary PATH. */
    private static final String SFTP_SERVER = """
            for folder in openssh ssh misc .; do
                for server in /usr/lib/$folder /usr/libexec/$folder /usr/lib64/$folder /usr/local/libexec/$folder; do
                    [ ! -x "$server/sftp-server" ] || exec "$server/sftp-server"
                done
            done
            ! command -v sftp-server >/dev/null || exec sftp-server
            echo "hpc: the machine has no sftp-server, which comes with OpenSSH's server; copy by hpc cp or rsync -e 'hpc rsh'" >&2
            exit 127""";

    /** By which an interrupted rsync(1) ends its remote shell. */
    private static final String INTERRUPTED_RSYNC = "USR1";

    /**
     * As ssh is told a host.
     *
     * @param word the daemon's id, perhaps with {@code USER@} before it
     * @param option the user that an option names
     */
    static RemoteShell of(String word, @Nullable String option) {
        int at = word.lastIndexOf('@');
        return new RemoteShell(new DaemonId(word.substring(at + 1)), at > 0 ? word.substring(0, at) : option);
    }

    /** What runs a line of the user's shell. */
    static List<String> line(List<String> words) {
        return List.of("/bin/sh", "-c", USERS_SHELL, "rsh", String.join(" ", words));
    }

    /** What runs the machine's own sftp-server. */
    static List<String> sftpServer() {
        return List.of("/bin/sh", "-c", SFTP_SERVER);
    }

    /** Runs it joined to this process's standard streams; returns the exit code. */
    int run(Context context, List<String> argv, Map<String, String> environment, boolean stdin) throws IOException {
        // Java would end without its hooks, and the command would go on.
        SignalHandlers.handle(
                INTERRUPTED_RSYNC,
                () -> Runtime.getRuntime().exit(RemoteExit.SIGNAL + SignalNumbers.number(INTERRUPTED_RSYNC)));
        ExecRequest.Run request =
                ExecRequest.Run.of(RandomIds.secure().key(), argv).withEnv(environment);
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(daemon)) {
            checkUser(session);
            return RemoteExit.of(new CommandStreams(context)
                    .run(stdin ? session.execWithStdin(request) : session.exec(request), stdin));
        }
    }

    /** A command of another user than the one that was asked for would read and write other files. */
    private void checkUser(DaemonSession session) {
        if (user != null) {
            String actual = session.info().user();
            if (!user.equals(actual)) {
                throw new HpcException(
                        ErrorCode.NOT_ALLOWED,
                        "daemon " + daemon + " runs as " + actual + ", not as " + user + "; leave the user out");
            }
        }
    }
}
