package org.hpcdaemon.daemon.cli;

import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.life.StoredState;
import org.hpcdaemon.daemon.service.Service;
import org.hpcdaemon.daemon.setup.dialog.Dialog;
import org.hpcdaemon.daemon.setup.dialog.PipedDialog;
import org.hpcdaemon.daemon.setup.dialog.SetupStopped;
import org.hpcdaemon.daemon.setup.platform.Removal;
import org.hpcdaemon.jobs.store.JobQueries;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.store.Database;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = {
            "Takes a daemon off the platform (its keys are revoked), forgets its profile here, and removes its systemd"
                    + " user unit.",
            "Its jobs go on; their ends wake no agent."
        },
        footer = {"", "Examples:", "  hpc-daemon remove", "  hpc-daemon remove --daemon-id old --delete-state --yes"})
final class RemoveCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @ArgGroup
    private @Nullable State state;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    /** One of the two. */
    private static final class State {
        @Option(
                names = "--keep-state",
                description = "Keep its jobs, their logs, its recordings and its own logs (the default).")
        @SuppressWarnings("unused") // That it was given is enough: it excludes the other.
        private boolean keep;

        @Option(names = "--delete-state", description = "Delete its jobs, their logs, its recordings and its own logs.")
        private boolean delete;
    }

    RemoveCommand(Context context) {
        this.context = context;
    }

    private record Found(Profile profile, Presence presence, int unfinishedJobs) {}

    @Override
    public Integer call() {
        Found found = context.database(this::look);
        DaemonId id = found.profile().daemon();
        boolean delete = state != null && state.delete;
        refuseRunning(id, found.presence());
        if (delete && found.unfinishedJobs() > 0) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    id + " has " + found.unfinishedJobs() + " jobs that have not ended, and their state is needed until"
                            + " then; cancel them first, or remove it with --keep-state");
        }
        if (!yes && !agreed(found, delete)) {
            context.err().println("hpc-daemon: nothing was changed");
            return ExitCodes.FAILED;
        }
        endService(id);
        Removal.Outcome outcome = Removal.ask(found.profile(), context.environment());
        boolean here = context.database(database -> {
            if (delete) {
                StoredState.delete(database, context.home(), id);
            }
            return new Profiles(database, context.clock()).remove(id);
        });
        return tell(found.profile(), outcome, here);
    }

    /** First, so that nothing starts it while it goes. */
    private void endService(DaemonId id) {
        Service service = context.service(id);
        try {
            if (service.uninstall()) {
                context.out().println("its systemd unit is removed");
            }
        } catch (HpcException e) {
            context.err().println("hpc-daemon: warning: its systemd unit stays: " + e.reason());
        }
        service.cronLines()
                .forEach(line -> context.err()
                        .println("hpc-daemon: warning: cron would still start it; remove this line with `crontab -e`: "
                                + line));
    }

    private Found look(Database database) {
        Profile profile = daemon.find(new Profiles(database, context.clock()));
        DaemonId id = profile.daemon();
        int unfinished = new JobQueries(database, id).unfinished();
        return new Found(profile, context.presence(database, id), unfinished);
    }

    private static void refuseRunning(DaemonId id, Presence presence) {
        String where = switch (presence) {
            case Presence.Nowhere _ -> null;
            case Presence.Here _ -> "";
            case Presence.Elsewhere there -> " on " + there.process().host().name();
        };
        if (where != null) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    id + " runs" + where + "; stop it there first: hpc-daemon stop --daemon-id " + id);
        }
    }

    private boolean agreed(Found found, boolean delete) {
        DaemonId id = found.profile().daemon();
        try {
            String answer = new PipedDialog(context.in(), context.err())
                    .ask(
                            "Remove " + id + ": revoke its keys at "
                                    + found.profile().platformUrl()
                                    + (delete ? ", delete its state here" : "")
                                    + (found.unfinishedJobs() == 0
                                            ? ""
                                            : ", leave " + found.unfinishedJobs() + " running jobs to themselves")
                                    + "? Type `yes`",
                            null,
                            new Dialog.Completion.Nothing());
            return answer.equals("yes");
        } catch (SetupStopped _) {
            throw HpcException.invalid("no answer to whether to remove " + id + "; add --yes");
        }
    }

    private int tell(Profile profile, Removal.Outcome outcome, boolean here) {
        String done = profile.daemon() + (here ? " is removed here" : " was removed here meanwhile");
        return switch (outcome) {
            case Removal.Outcome.Removed _ -> {
                context.out().println(done + " and at " + profile.platformUrl());
                yield ExitCodes.OK;
            }
            case Removal.Outcome.NotKnown(String reason) -> {
                context.out().println(done + "; the platform no longer accepts its key: " + reason);
                yield ExitCodes.OK;
            }
            case Removal.Outcome.Left(String reason) -> {
                context.err()
                        .println("hpc-daemon: " + done + ", but not at the platform: " + reason
                                + "; its key and its entry in the list remain there: revoke the key with `hpc keys"
                                + " list` and `hpc keys revoke`");
                yield ExitCodes.UNREACHABLE;
            }
        };
    }
}
