package org.hpcdaemon.agent.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.Advice;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.message.Event;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Prints the wake-ups that wait for you.",
        footer = {
            "",
            "Examples:",
            "  hpc events --ack            print what waits, and take it",
            "  hpc events --follow --ack   go on as jobs end",
            "",
            "What is not acknowledged is shown again by the next call."
        })
final class EventsCommand implements Callable<Integer> {
    private static final Duration LONG_POLL = Duration.ofSeconds(30);

    /** A platform restarts within seconds, and one more request each while costs it nothing. */
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final Context context;

    @Option(names = "--follow", description = "Wait for more.")
    private boolean follow;

    @Option(names = "--ack", description = "Acknowledge what was printed, so that it is not shown again.")
    private boolean acknowledge;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    EventsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (HpcClient client = context.client()) {
            HpcClient.InboxPage page = patiently(() -> client.events(0, Duration.ZERO));
            while (true) {
                page.events().forEach(entry -> print(entry.event()));
                context.out().flush();
                List<EventId> ids =
                        page.events().stream().map(entry -> entry.event().id()).toList();
                // Only after printing: a crash in between shows an event twice, never not at all.
                if (acknowledge && !ids.isEmpty()) {
                    var _ = patiently(() -> client.acknowledge(ids));
                }
                if (!follow && ids.isEmpty()) {
                    return ExitCodes.OK;
                }
                long after = page.next();
                page = patiently(() -> client.events(after, follow ? LONG_POLL : Duration.ZERO));
            }
        }
    }

    /** Waits through a platform that is away, with {@code --follow}: whoever follows wants to hear when it is back. */
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
                    context.err().println("hpc: " + e.reason() + "; trying again until it answers");
                    said = true;
                }
                Thread.sleep(AGAIN);
            }
        }
    }

    private void print(Event event) {
        if (json) {
            context.out().println(Json.write(event));
            return;
        }
        JobPrinter.print(context.out(), event.job(), false);
        JobPrinter.detail(context.out(), "node", event.job().node());
        JobPrinter.outcome(context.out(), event.job());
        JobPrinter.detail(context.out(), "context", event.context());
        tail("stdout", event.stdoutTail());
        tail("stderr", event.stderrTail());
    }

    private void tail(String name, String text) {
        text.lines().forEach(line -> context.out().println("  " + name + ": " + Text.printable(line)));
    }
}
