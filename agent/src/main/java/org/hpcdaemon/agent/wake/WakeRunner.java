package org.hpcdaemon.agent.wake;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.Backoff;
import org.hpcdaemon.protocol.http.InboxEvent;
import org.hpcdaemon.protocol.http.InboxPage;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.job.Event;

/**
 * Runs a command for each wake-up that waits, one at a time, and acknowledges the wake-up once the command has ended with 0. After a
 * failure it is run again after a pause that grows, and meanwhile other wake-ups have their turn. Until it is acknowledged a wake-up
 * stays in the inbox: so whatever ends this process, the command may run twice, never not at all.
 */
public final class WakeRunner {
    private static final Duration LONG_POLL = Duration.ofSeconds(30);

    /** Asks the platform, and where that cannot be reached asks again, for as long as it takes. */
    public interface Asking {
        <T> T ask(Supplier<T> question) throws InterruptedException;
    }

    /**
     * A wake-up whose command has not succeeded yet.
     *
     * @param due when it is to be run, as {@link System#nanoTime}
     */
    private record Open(InboxEvent entry, int failures, long due) {}

    private final HpcClient client;
    private final Asking asking;
    private final Predicate<Event> wanted;
    private final WakeCommand command;
    private final Backoff backoff;
    private final PrintStream err;
    private final List<Open> open = new ArrayList<>();

    /**
     * For one agent.
     *
     * @param wanted others stay where they are
     * @param backoff between two runs for the same wake-up
     * @param err told of each run that failed
     */
    public WakeRunner(
            HpcClient client,
            Asking asking,
            Predicate<Event> wanted,
            WakeCommand command,
            Backoff backoff,
            PrintStream err) {
        this.client = client;
        this.asking = asking;
        this.wanted = wanted;
        this.command = command;
        this.backoff = backoff;
        this.err = err;
    }

    /** Goes on until it is interrupted, or the platform refuses the key. */
    public void run() throws InterruptedException {
        command.awaitFormer(err);
        long after = 0;
        while (true) {
            long from = after;
            Duration wait = untilDue();
            InboxPage page = asking.ask(() -> client.events(from, wait));
            after = page.next();
            long now = System.nanoTime();
            page.events().stream()
                    .filter(entry -> wanted.test(entry.event()))
                    .forEach(entry -> open.add(new Open(entry, 0, now)));
            for (Open one : due()) {
                attempt(one);
            }
        }
    }

    private Duration untilDue() {
        long now = System.nanoTime();
        return open.stream()
                .map(one -> Duration.ofNanos(one.due() - now))
                .min(Comparator.naturalOrder())
                .filter(left -> left.compareTo(LONG_POLL) < 0)
                .orElse(LONG_POLL);
    }

    /** In the order of the inbox. */
    private List<Open> due() {
        long now = System.nanoTime();
        return open.stream()
                .filter(one -> one.due() - now <= 0)
                .sorted(Comparator.comparingLong(one -> one.entry().seq()))
                .toList();
    }

    private void attempt(Open one) throws InterruptedException {
        Event event = one.entry().event();
        open.remove(one);
        if (one.failures() > 0 && !stillWaits(one.entry())) {
            return;
        }
        int code = command.run(event);
        if (code == 0) {
            var _ = asking.ask(() -> client.acknowledge(List.of(event.id())));
            return;
        }
        Duration pause = backoff.delay(one.failures());
        open.add(new Open(one.entry(), one.failures() + 1, System.nanoTime() + pause.toNanos()));
        ApprovalInfo approval = event.approval();
        err.println("hpc: the command ended with " + code + " for wake-up " + event.id() + " (" + event.daemon() + " "
                + (approval == null ? event.endedJob().job() : approval.approval()) + "); it is run again in "
                + pause.toSeconds() + " s");
    }

    /** The command itself may have acknowledged it, or its agent elsewhere. */
    private boolean stillWaits(InboxEvent entry) throws InterruptedException {
        return asking.ask(() -> client.events(entry.seq() - 1, Duration.ZERO)).events().stream()
                .anyMatch(each -> each.event().id().equals(entry.event().id()));
    }
}
