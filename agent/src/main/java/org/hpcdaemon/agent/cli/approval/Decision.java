package org.hpcdaemon.agent.cli.approval;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.hpcdaemon.agent.cli.account.AccountOwner;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.cli.approval.ApprovalPage;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.ApprovalRequest;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalStatement;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A decision from elsewhere: what is signed is what was shown here. */
final class Decision {
    @Mixin
    private ApprovalArguments at = new ApprovalArguments();

    @Option(names = "--note", paramLabel = "TEXT", description = "What the agent is told.")
    private @Nullable String note;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Mixin
    private AccountOwner owner = new AccountOwner();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Returns the exit code. */
    int take(Context context, boolean allow) throws IOException {
        ApproverIdentity identity = ApproverIdentity.kept(context.settings().home())
                .orElseThrow(() -> HpcException.invalid(
                        "there is no key to sign decisions with yet; make one: hpc approvals key"));
        if (!yes && !context.isAttended()) {
            throw HpcException.invalid("there is no terminal to ask at; give --yes");
        }
        try (HpcClient client = owner.client(context);
                DaemonSession session = client.connect(at.daemon())) {
            ApprovalInfo shown = session.call(new ApprovalRequest.Get(at.approval()), ApprovalInfo.class);
            String request = shown.request();
            if (request == null || !shown.approval().equals(at.approval())) {
                throw HpcException.invalid("the answer is not about " + at.approval() + "; nothing is decided");
            }
            ApprovalPage.lines(shown).forEach(context.err()::println);
            if (!yes && !agreed(context, allow)) {
                context.err().println("hpc: nothing is decided");
                return ExitCodes.FAILED;
            }
            byte[] signature = identity.sign(ApprovalStatement.of(at.daemon(), shown, request, allow, note));
            ApprovalInfo decided = session.call(
                    new ApprovalRequest.Decide(at.approval(), allow, note, identity.key(), Bytes.of(signature)),
                    ApprovalInfo.class);
            if (json) {
                context.out().println(Json.pretty(decided));
            } else {
                context.out().println(ApprovalPage.decided(decided, allow));
            }
            return ExitCodes.OK;
        }
    }

    private static boolean agreed(Context context, boolean allow) throws IOException {
        context.err().print((allow ? "Allow" : "Deny") + " this? [y/N] ");
        context.err().flush();
        String line = new BufferedReader(new InputStreamReader(context.in(), StandardCharsets.UTF_8)).readLine();
        return line != null && line.strip().matches("(?i)y(es)?");
    }
}
