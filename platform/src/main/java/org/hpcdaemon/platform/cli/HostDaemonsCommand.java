package org.hpcdaemon.platform.cli;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.platform.account.Email;
import org.hpcdaemon.platform.account.HostAccounts;
import org.hpcdaemon.platform.account.UserInfo;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.hpcdaemon.platform.cli.option.HomeOption;
import org.hpcdaemon.platform.cli.option.HostDatabase;
import org.hpcdaemon.platform.cli.option.JsonOption;
import org.hpcdaemon.platform.registry.DaemonRegistry;
import org.hpcdaemon.platform.registry.KnownDaemon;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.store.Database;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "daemons",
        mixinStandardHelpOptions = true,
        description = "Lists and removes daemons on the platform's host; the platform may be running.",
        footer = {
            "%nExamples:",
            "  hpc-platform daemons list --json",
            "  hpc-platform daemons remove --email ada@example.org login1"
        })
final class HostDaemonsCommand implements Runnable {
    private record Line(
            DaemonId daemon,
            String email,
            String clusterName,
            String scheduler,
            @Nullable String host,
            String version,
            Instant lastSeen) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: list or remove");
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists daemons and when each last connected or left.",
            footer = {"", "Example:", "  hpc-platform daemons list --json"})
    int list(@Mixin HomeOption home, @Mixin JsonOption json) {
        List<Line> daemons = HostDatabase.withExisting(home, HostDaemonsCommand::all);
        json.print(
                spec,
                daemons,
                new Table(
                        "no daemons yet; on the machine to reach, run: hpc-daemon setup",
                        "DAEMON",
                        "EMAIL",
                        "JOBS BY",
                        "CLUSTER",
                        "LAST SEEN"),
                daemon -> List.of(
                        daemon.daemon().value(),
                        daemon.email(),
                        daemon.scheduler(),
                        daemon.clusterName(),
                        JsonOption.time(daemon.lastSeen(), "never")));
        return 0;
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Removes a daemon and its keys; its connection ends within 5 seconds. Its jobs go on.",
            footer = {"", "Example:", "  hpc-platform daemons remove --email ada@example.org login1"})
    int remove(
            @Mixin HomeOption home,
            @Option(names = "--email", paramLabel = "ADDRESS", required = true, description = "Whose daemon.")
                    String email,
            @Parameters(paramLabel = "ID", description = "As `daemons list` shows it.") DaemonId daemon) {
        boolean removed = HostDatabase.withExisting(home, database -> remove(database, new Email(email), daemon));
        if (!removed) {
            throw new HpcException(
                    ErrorCode.NOT_FOUND, "that user has no such daemon: `hpc-platform daemons list` shows all of them");
        }
        HostDatabase.audit(home, AuditEvent.DAEMON_REMOVE, daemon + " of " + email);
        return 0;
    }

    private static List<Line> all(Database database) {
        DaemonRegistry registry = new DaemonRegistry(database, InstantSource.system());
        return HostDatabase.accounts(database).users().stream()
                .flatMap(user -> of(user, registry))
                .toList();
    }

    private static Stream<Line> of(UserInfo user, DaemonRegistry registry) {
        return registry.list(user.user()).stream().map(known -> line(user, known));
    }

    private static Line line(UserInfo user, KnownDaemon known) {
        return new Line(
                known.daemon(),
                user.email(),
                known.clusterName(),
                known.scheduler(),
                known.host(),
                known.version(),
                known.lastSeen());
    }

    private static boolean remove(Database database, Email email, DaemonId daemon) {
        HostAccounts accounts = HostDatabase.accounts(database);
        return accounts.find(email)
                .map(user -> {
                    int keys = accounts.revokeDaemonKeys(user, daemon);
                    boolean known = new DaemonRegistry(database, InstantSource.system()).remove(user, daemon);
                    return known || keys > 0;
                })
                .orElse(false);
    }
}
