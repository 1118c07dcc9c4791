package org.hpcdaemon.daemon.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.app.PolicyChoice;
import org.hpcdaemon.daemon.approval.Approvals;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.freeze.Freeze;
import org.hpcdaemon.daemon.freeze.FreezeTable;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.policy.file.PolicyState;
import org.hpcdaemon.jobs.store.JobQueries;
import org.hpcdaemon.jobs.wake.Outbox;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.store.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the daemon's state: process, connection, commands, shells, jobs, wake-ups, and the platform's view.",
            "Exit code 0 if it runs, 1 if not."
        },
        footer = {"", "Example:", "  hpc-daemon status --json"})
final class StatusCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    StatusCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        StatusView local = context.database(this::look);
        StatusView status = local.with(PlatformView.ask(local.profile()));
        if (json) {
            context.out().println(Json.pretty(status));
        } else {
            status.lines().forEach(context.out()::println);
        }
        return status.running() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private StatusView look(Database database) {
        Profiles profiles = new Profiles(database, context.clock());
        Profile profile = daemon.find(profiles);
        List<DaemonId> others = profiles.all().stream()
                .map(Profile::daemon)
                .filter(other -> !other.equals(profile.daemon()))
                .toList();
        Presence presence = context.presence(database, profile.daemon());
        Outbox outbox = new Outbox(database, profile.daemon(), context.clock());
        int jobs = new JobQueries(database, profile.daemon()).unfinished();
        Freeze freeze = new FreezeTable(database, profile.daemon()).find().orElse(null);
        PolicyChoice choice = PolicyChoice.of(context.home());
        List<PolicyState> policies = choice.files().stream()
                .map(file -> PolicyState.of(file, choice.reader(file)))
                .toList();
        int approvals =
                new Approvals(database, profile.daemon(), outbox, context.clock(), RandomIds.secure()).pending();
        return StatusView.of(profile, others, presence, freeze, approvals, policies, jobs, outbox.waiting());
    }
}
