package org.hpcdaemon.agent.cli.account;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.EachDaemon;
import org.hpcdaemon.cli.Counted;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.DaemonView;
import org.hpcdaemon.protocol.http.ErrorBody;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.DaemonFreeze;
import org.hpcdaemon.protocol.message.machine.DaemonFrozen;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "stop-all",
        mixinStandardHelpOptions = true,
        description = {
            "Stops all work of agents on your machines, until `hpc-daemon resume` on each.",
            "Their commands, shells, file calls and forwarded connections end; new ones and new jobs are refused, and agents are told"
                    + " why. Jobs that were submitted go on, unless --jobs cancels them. It holds over restarts.",
            "Exit code 1 if a machine could not be reached or a job could not be cancelled."
        },
        footer = {"", "Examples:", "  hpc stop-all", "  hpc stop-all mybox --jobs --reason 'wrong data set'"})
public final class StopAllCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            paramLabel = "DAEMON",
            arity = "0..*",
            description = "As `hpc daemons` lists them; without any, all of yours.")
    private @Nullable List<String> names;

    @Option(names = "--reason", paramLabel = "TEXT", description = "What agents are told.")
    private @Nullable String reason;

    @Option(names = "--jobs", description = "Cancel all jobs too.")
    private boolean jobs;

    @Mixin
    private AccountOwner owner = new AccountOwner();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public StopAllCommand(Context context) {
        this.context = context;
    }

    /**
     * What came of it on one machine.
     *
     * @param frozen absent if nothing is known to have been stopped there
     */
    private record Stopped(DaemonId daemon, @Nullable DaemonFrozen frozen, ErrorBody.@Nullable Failure error) {
        boolean isWhole() {
            return frozen != null && frozen.failures().isEmpty();
        }
    }

    @Override
    public Integer call() throws IOException {
        List<DaemonId> wanted = names == null
                ? List.of()
                : names.stream().map(DaemonId::new).distinct().toList();
        try (HpcClient client = owner.client(context)) {
            List<DaemonId> daemons = wanted.isEmpty()
                    ? client.daemons().stream().map(DaemonView::daemon).toList()
                    : wanted;
            List<Stopped> all = EachDaemon.ask(daemons, daemon -> stop(client, daemon));
            if (json) {
                context.out().println(Json.pretty(all));
            } else {
                all.forEach(this::print);
            }
            return all.stream().allMatch(Stopped::isWhole) ? ExitCodes.OK : ExitCodes.FAILED;
        }
    }

    private Stopped stop(HpcClient client, DaemonId daemon) {
        try (DaemonSession session = client.connect(daemon)) {
            return new Stopped(daemon, session.call(new DaemonFreeze(reason, jobs), DaemonFrozen.class), null);
        } catch (HpcException e) {
            return new Stopped(daemon, null, ErrorBody.of(e.code(), e.reason()).error());
        }
    }

    private void print(Stopped stopped) {
        DaemonFrozen frozen = stopped.frozen();
        ErrorBody.Failure error = stopped.error();
        if (frozen != null) {
            context.out().println(stopped.daemon() + ": frozen; ended " + ended(frozen));
            frozen.failures()
                    .forEach(failure -> context.err().println(stopped.daemon() + ": " + Text.printable(failure)));
            context.err().println("next: on " + stopped.daemon() + ", hpc-daemon resume");
        }
        if (error != null) {
            context.err().println(stopped.daemon() + ": " + Text.printable(error.message()) + next(error.code()));
        }
    }

    private static String next(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> "; `hpc daemons` lists yours";
            case OUTCOME_UNKNOWN -> "; ask again, which does no harm";
            default -> "; nothing was stopped there. On that machine: hpc-daemon freeze";
        };
    }

    private static String ended(DaemonFrozen frozen) {
        return Counted.running(frozen.commands(), frozen.shells(), frozen.files(), frozen.forwards()) + ", "
                + Counted.of(frozen.jobs(), "job")
                + (frozen.jobsLeft() == 0
                        ? ""
                        : "; " + Counted.of(frozen.jobsLeft(), "job") + " not ended"
                                + (frozen.failures().isEmpty() ? " (--jobs cancels them)" : ""));
    }
}
