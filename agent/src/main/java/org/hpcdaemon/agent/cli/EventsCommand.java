package org.hpcdaemon.agent.cli;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.hpcdaemon.agent.cli.job.JobPrinter;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.Durations;
import org.hpcdaemon.agent.cli.shared.OnSignal;
import org.hpcdaemon.agent.cli.shared.Times;
import org.hpcdaemon.agent.wake.Preset;
import org.hpcdaemon.agent.wake.Turn;
import org.hpcdaemon.agent.wake.WakeCommand;
import org.hpcdaemon.agent.wake.WakeRunner;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.Backoff;
import org.hpcdaemon.protocol.error.Advice;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.InboxEvent;
import org.hpcdaemon.protocol.http.InboxPage;
import org.hpcdaemon.protocol.http.account.WhoAmI;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalState;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Prints the wake-ups that wait for you.",
        footer = {
            "",
            "Examples:",
            "  hpc events --ack",
            "  hpc events --follow --ack --daemon mybox",
            "  hpc events --wait 10m --job j_0123456789abcdef",
            "  hpc events --ack-id e_0123456789abcdef",
            "  hpc events --follow --run './on-end'",
            "",
            "What is not acknowledged is shown again by the next call. --ack acknowledges",
            "what it printed; --ack-id what you name, and prints nothing.",
            "",
            "--run gives its command each wake-up as JSON on standard input, and what is",
            "certain of it in HPC_EVENT_ID, _TYPE, _DAEMON, _JOB, _APPROVAL, _STATE and",
            "_EXIT. One runs at a time. A wake-up is acknowledged when the command exits 0;",
            "else it is run again after seconds, later minutes, also by the next `hpc",
            "events`."
        })
final class EventsCommand implements Callable<Integer> {
    private static final Duration LONG_POLL = Duration.ofSeconds(30);

    /** A platform restarts within seconds, and one more request each while costs it nothing. */
    private static final Duration AGAIN = Duration.ofSeconds(2);

    /** A program that is limited or away is back within minutes, and a mistake in the command is seen at once. */
    private static final Backoff AFTER_FAILURE =
            new Backoff(Duration.ofSeconds(4), Duration.ofMinutes(5), new SecureRandom());

    private final Context context;

    @Option(names = "--follow", description = "Wait for more.")
    private boolean follow;

    @Option(names = "--ack", description = "Acknowledge what was printed, so that it is not shown again.")
    private boolean acknowledge;

    @Option(
            names = "--ack-id",
            paramLabel = "EVENT",
            description = "Acknowledge the wake-up of that id, as `hpc events` showed it; repeatable.")
    private List<EventId> acknowledged = List.of();

    @Option(names = "--daemon", paramLabel = "DAEMON", description = "Only those of this daemon.")
    private @Nullable DaemonId daemon;

    @Option(names = "--job", paramLabel = "JOB", description = "Only those of this job.")
    private @Nullable JobId job;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Wait at most this long for one, such as 60s or 10m; a bare number is seconds.")
    private @Nullable Duration wait;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Option(
            names = "--run",
            paramLabel = "COMMAND",
            description = "With --follow: run this line of sh for each, and acknowledge when it exits 0.")
    private @Nullable String run;

    @Option(
            names = "--presets",
            description = "Print commands for --run that start an agent or tell a person, and end.")
    private boolean presets;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    EventsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (presets) {
            return printPresets();
        }
        if (run != null) {
            return runForEach(run);
        }
        try (HpcClient client = context.client()) {
            if (!acknowledged.isEmpty()) {
                var _ = client.acknowledge(acknowledged);
                return ExitCodes.OK;
            }
            long begun = System.nanoTime();
            boolean printed = false;
            InboxPage page = patiently(() -> client.events(0, Duration.ZERO));
            while (true) {
                List<Event> wanted = page.events().stream()
                        .map(InboxEvent::event)
                        .filter(this::isWanted)
                        .toList();
                wanted.forEach(this::print);
                context.out().flush();
                printed |= !wanted.isEmpty();
                List<EventId> ids = wanted.stream().map(Event::id).toList();
                // Only after printing: a crash in between shows an event twice, never not at all.
                if (acknowledge && !ids.isEmpty()) {
                    var _ = patiently(() -> client.acknowledge(ids));
                }
                Duration left = printed || wait == null ? Duration.ZERO : wait.minusNanos(System.nanoTime() - begun);
                if (!follow && page.events().isEmpty() && !left.isPositive()) {
                    if (!printed && !json) {
                        context.err().println("no wake-ups wait for you");
                    }
                    return ExitCodes.OK;
                }
                long after = page.next();
                Duration most = follow || left.compareTo(LONG_POLL) > 0 ? LONG_POLL : left;
                page = patiently(() -> client.events(after, most));
            }
        }
    }

    private int printPresets() {
        for (Preset preset : Preset.values()) {
            context.out().println("# " + preset + ": " + preset.what());
            context.out().println("hpc events --follow --run '" + preset.line() + "'");
        }
        return ExitCodes.OK;
    }

    private int runForEach(String line) throws InterruptedException {
        if (!follow || acknowledge || json || wait != null || !acknowledged.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--run goes with --follow, --daemon and --job, and with no other option");
        }
        try (HpcClient client = context.client()) {
            WhoAmI me = patiently(client::whoAmI);
            String whose = me.agent() == null ? me.user().value() : me.agent().value();
            try (Turn turn = Turn.take(context.settings().home(), whose)) {
                WakeCommand command = new WakeCommand(line, turn);
                try (OnSignal _ = new OnSignal(command::end)) {
                    new WakeRunner(client, this::patiently, this::isWanted, command, AFTER_FAILURE, context.err())
                            .run();
                }
            }
        }
        return ExitCodes.OK;
    }

    private boolean isWanted(Event event) {
        return (daemon == null || event.daemon().equals(daemon)) && (job == null || event.isOf(job));
    }

    /** Waits through a platform that is away, with {@code --follow}, whose user wants to see wake-ups again when it is back. */
    private <T> T patiently(Supplier<T> call) throws InterruptedException {
        boolean said = false;
        while (true) {
            try {
                return call.get();
            } catch (HpcException e) {
                if (!follow || e.code().advice() != Advice.RETRY) {
                    throw e;
                }
                if (!said) {
                    context.err().println("hpc: " + Text.printable(e.reason()) + "; trying again until it answers");
                    said = true;
                }
                Thread.sleep(AGAIN);
            }
        }
    }

    private void print(Event event) {
        if (json) {
            context.out().println(Json.printableLine(event));
            return;
        }
        ApprovalInfo approval = event.approval();
        if (approval == null) {
            print(event, event.endedJob());
        } else {
            print(event, approval);
        }
    }

    private void print(Event event, ApprovalInfo approval) {
        context.out().println(event.daemon() + " " + approval.approval() + "  " + approval.state());
        JobPrinter.detail(context.out(), "event", event.id());
        JobPrinter.detail(context.out(), "at", Times.second(event.at()));
        JobPrinter.detail(context.out(), "request", approval.method() + ": " + approval.summary());
        JobPrinter.detail(context.out(), "note", approval.note());
        if (approval.state() == ApprovalState.ALLOWED) {
            JobPrinter.detail(context.out(), "send it again by", Times.second(approval.until()));
        }
    }

    private void print(Event event, JobInfo job) {
        JobPrinter.ended(context.out(), event.daemon(), job);
        JobPrinter.detail(context.out(), "event", event.id());
        JobPrinter.detail(context.out(), "at", Times.second(event.at()));
        JobPrinter.detail(context.out(), "node", job.node());
        JobPrinter.outcome(context.out(), job);
        JobPrinter.detail(context.out(), "context", event.context());
        tail("stdout", event.stdoutTail());
        tail("stderr", event.stderrTail());
    }

    private void tail(String name, String text) {
        text.lines().forEach(line -> context.out().println("  " + name + ": " + Text.printable(line)));
    }
}
