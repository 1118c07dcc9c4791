package org.hpcdaemon.examples;

import java.time.Duration;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.ShellId;

/** Keeps a shell: what one command changes there is there for the next, also on another connection. */
final class KeepShell {
    private KeepShell() {}

    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("usage: KeepShell DAEMON");
            System.exit(2);
        }
        DaemonId daemon = new DaemonId(arguments[0]);
        try (HpcClient client = HpcClient.fromEnvironment()) {
            ShellId id;
            try (DaemonSession session = client.connect(daemon)) {
                id = session.openShell().id();
                print(session.shell(id), "count=41; greet() { echo \"hello from $1\"; }");
            }
            // The connection is closed, the shell still runs: any process that knows its id can go on.
            try (DaemonSession session = client.connect(daemon);
                    RemoteShell shell = session.shell(id)) { // ends the shell
                print(shell, "greet \"shell $((count + 1))\"");
            }
        }
    }

    private static void print(RemoteShell shell, String command) {
        System.out.println("$ " + command);
        System.out.print(shell.run(command, Duration.ofMinutes(1)).output().head());
    }
}
