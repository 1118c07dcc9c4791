package org.hpcdaemon.platform.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.platform.account.Email;
import org.hpcdaemon.platform.account.HostAccounts;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.hpcdaemon.platform.cli.option.HomeOption;
import org.hpcdaemon.platform.cli.option.HostDatabase;
import org.hpcdaemon.platform.cli.option.JsonOption;
import org.hpcdaemon.platform.identity.KeyInfo;
import org.hpcdaemon.platform.identity.NewKey;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description =
                "Makes, lists and revokes keys on the platform's host, without a code; the platform may be running.",
        footer = {
            "%nExamples:",
            "  hpc-platform keys create --email you@example.org --agent laptop",
            "  hpc-platform keys create --email you@example.org --daemon mybox > key",
            "  hpc-platform keys list"
        })
final class KeysCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: create, list or revoke");
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes a key and prints it, once.",
            footer = {"", "Example:", "  hpc-platform keys create --email you@example.org --agent laptop"})
    int create(
            @Mixin HomeOption home,
            @Option(
                            names = "--email",
                            paramLabel = "ADDRESS",
                            required = true,
                            description = "Whose key; the account is made if missing.")
                    String email,
            @Option(names = "--agent", paramLabel = "NAME", description = "An agent's key, with that name.") @Nullable
                    String agent,
            @Option(names = "--daemon", paramLabel = "ID", description = "A daemon's key, with that id.") @Nullable
                    String daemon) {
        KeyKind kind = agent == null ? KeyKind.DAEMON : KeyKind.AGENT;
        String name = agent == null ? daemon : agent;
        if (name == null || (agent != null && daemon != null)) {
            throw HpcException.invalid("give either --agent NAME or --daemon ID");
        }
        NewKey key = HostDatabase.with(
                home, database -> HostDatabase.accounts(database).createKey(new Email(email), kind, name));
        String holder = kind == KeyKind.AGENT ? "agent" : "daemon";
        HostDatabase.audit(
                home, AuditEvent.KEY_CREATE, key.id() + " for " + holder + " " + key.name() + " of " + email);
        out().println(key.secret());
        return 0;
    }

    private record Line(
            String id,
            KeyKind kind,
            String name,
            String email,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {}

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists keys, never their secrets.",
            footer = {"", "Example:", "  hpc-platform keys list --email you@example.org"})
    int list(
            @Mixin HomeOption home,
            @Mixin JsonOption json,
            @Option(names = "--email", paramLabel = "ADDRESS", description = "Only this user's.") @Nullable
                    String email) {
        List<HostAccounts.OwnedKey> keys = HostDatabase.withExisting(
                home,
                database -> HostDatabase.accounts(database)
                        .keys(Optional.ofNullable(email).map(Email::new)));
        List<Line> lines = keys.stream().map(KeysCommand::line).toList();
        json.print(
                spec,
                lines,
                new Table(
                        "no keys; make one with: hpc-platform keys create --email YOU --agent NAME",
                        "KEY",
                        "KIND",
                        "NAME",
                        "EMAIL",
                        "CREATED",
                        "LAST USED"),
                key -> List.of(
                        key.id(),
                        key.kind().name().toLowerCase(Locale.ROOT),
                        key.name(),
                        key.email(),
                        JsonOption.time(key.createdAt(), "-"),
                        JsonOption.time(key.lastUsedAt(), "never")));
        return 0;
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Revokes a key; its connections end within 5 seconds.",
            footer = {"", "Example:", "  hpc-platform keys revoke k_0123456789abcdef01234567"})
    int revoke(
            @Mixin HomeOption home,
            @Parameters(paramLabel = "ID", description = "As `keys list` shows it.") String id) {
        boolean revoked = HostDatabase.withExisting(
                home, database -> HostDatabase.accounts(database).revoke(id));
        if (!revoked) {
            throw new HpcException(ErrorCode.NOT_FOUND, "no such key: `hpc-platform keys list` shows all ids");
        }
        HostDatabase.audit(home, AuditEvent.KEY_REVOKE, id);
        return 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static Line line(HostAccounts.OwnedKey owned) {
        KeyInfo key = owned.key();
        return new Line(key.id(), key.kind(), key.name(), owned.email(), key.createdAt(), key.lastUsedAt());
    }
}
