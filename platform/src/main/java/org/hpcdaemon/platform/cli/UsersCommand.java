package org.hpcdaemon.platform.cli;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.platform.account.Email;
import org.hpcdaemon.platform.account.HostAccounts;
import org.hpcdaemon.platform.account.UserInfo;
import org.hpcdaemon.platform.approval.ApprovalMails;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.hpcdaemon.platform.cli.option.HomeOption;
import org.hpcdaemon.platform.cli.option.HostDatabase;
import org.hpcdaemon.platform.cli.option.JsonOption;
import org.hpcdaemon.platform.inbox.EventTable;
import org.hpcdaemon.platform.registry.DaemonRegistry;
import org.hpcdaemon.platform.webhook.Webhooks;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.store.Database;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "users",
        mixinStandardHelpOptions = true,
        description = "Lists and removes users on the platform's host; the platform may be running.",
        footer = {"%nExamples:", "  hpc-platform users list", "  hpc-platform users remove ada@example.org"})
final class UsersCommand implements Runnable {
    private record Line(
            UserId user,
            String email,
            Instant createdAt,
            @Nullable Instant firstSignInAt) {}

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
            description = "Lists users and when each first signed in.",
            footer = {"", "Example:", "  hpc-platform users list --json"})
    int list(@Mixin HomeOption home, @Mixin JsonOption json) {
        List<UserInfo> users = HostDatabase.withExisting(
                home, database -> HostDatabase.accounts(database).users());
        json.print(
                spec,
                users.stream().map(UsersCommand::line).toList(),
                new Table("no users yet; the first sign-in makes one", "USER", "EMAIL", "FIRST SIGN-IN"),
                user -> List.of(user.user().value(), user.email(), JsonOption.time(user.firstSignInAt(), "never")));
        return 0;
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = {
                "Removes a user with all keys, daemons and wake-ups; open connections end within 5 seconds.",
                "Jobs go on where they run.",
                "Who may sign in is set by `start --allow`: a removed user may come back as a new one if that allows it."
            },
            footer = {"", "Example:", "  hpc-platform users remove ada@example.org"})
    int remove(@Mixin HomeOption home, @Parameters(paramLabel = "EMAIL", description = "Whom.") String email) {
        boolean removed = HostDatabase.withExisting(home, database -> remove(database, new Email(email)));
        if (!removed) {
            throw new HpcException(
                    ErrorCode.NOT_FOUND, "no user has that e-mail: `hpc-platform users list` shows all of them");
        }
        HostDatabase.audit(home, AuditEvent.USER_REMOVE, email);
        return 0;
    }

    /** Locked out first, so that nothing new comes in behind; what is interrupted is finished by the same call again. */
    private static boolean remove(Database database, Email email) {
        HostAccounts accounts = HostDatabase.accounts(database);
        return accounts.lockOut(email)
                .map(user -> {
                    new DaemonRegistry(database, InstantSource.system()).removeAll(user);
                    new EventTable(database).removeAll(user);
                    Webhooks.removeAll(database, user);
                    ApprovalMails.removeAll(database, user);
                    accounts.remove(user);
                    return true;
                })
                .orElse(false);
    }

    private static Line line(UserInfo user) {
        return new Line(user.user(), user.email(), user.createdAt(), user.firstSignInAt());
    }
}
