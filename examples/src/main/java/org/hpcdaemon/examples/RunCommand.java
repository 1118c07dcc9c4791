package org.hpcdaemon.examples;

import java.io.IOException;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteCommand;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.exec.ExecResult;

/** Runs a command: its standard output and standard error come apart, and its exit code is known. */
final class RunCommand {
    private RunCommand() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: RunCommand DAEMON");
            System.exit(2);
        }
        try (HpcClient client = HpcClient.fromEnvironment();
                DaemonSession session = client.connect(new DaemonId(arguments[0]))) {
            RemoteCommand command = session.exec("sh", "-c", "echo to stdout; echo to stderr >&2; exit 7");
            ExecResult result = command.transferTo(System.out, System.err);
            System.out.println("exit code " + result.exitCode() + " after " + result.durationMs() + " ms");
        }
    }
}
