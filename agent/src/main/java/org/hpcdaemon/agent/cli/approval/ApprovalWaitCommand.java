package org.hpcdaemon.agent.cli.approval;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.account.AccountOwner;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.Durations;
import org.hpcdaemon.cli.approval.ApprovalPage;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.ApprovalRequest;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalState;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "wait",
        mixinStandardHelpOptions = true,
        description = "Waits until a request is decided about; exits with 0 only if it is allowed.",
        footer = {
            "",
            "Example:",
            "  hpc approvals wait mybox p_0123456789abcdef --timeout 30m && make deploy",
            "",
            "Exit codes: 0 allowed, 1 denied or expired, 124 it still waits after --timeout."
        })
public final class ApprovalWaitCommand implements Callable<Integer> {
    /** A person decides: seconds make no difference. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

    private final Context context;

    @Mixin
    private ApprovalArguments at = new ApprovalArguments();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Wait at most this long, such as 90s or 30m (default: until it is decided or expires).")
    private @Nullable Duration timeout;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ApprovalWaitCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        long begun = System.nanoTime();
        try (HpcClient client = AccountOwner.orAgent(context);
                DaemonSession session = client.connect(at.daemon())) {
            ApprovalInfo info = ask(session);
            while (info.state() == ApprovalState.PENDING
                    && (timeout == null || System.nanoTime() - begun < timeout.toNanos())) {
                Thread.sleep(POLL_INTERVAL);
                info = ask(session);
            }
            if (json) {
                context.out().println(Json.pretty(info));
            } else {
                context.out().println(ApprovalPage.lines(info).getFirst());
            }
            return switch (info.state()) {
                case ALLOWED, USED -> ExitCodes.OK;
                case DENIED, EXPIRED -> ExitCodes.FAILED;
                case PENDING -> ExitCodes.TIMED_OUT;
            };
        }
    }

    private ApprovalInfo ask(DaemonSession session) {
        return session.call(new ApprovalRequest.Get(at.approval()), ApprovalInfo.class)
                .withoutRequest();
    }
}
