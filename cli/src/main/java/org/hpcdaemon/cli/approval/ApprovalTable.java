package org.hpcdaemon.cli.approval;

import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalList;

/** Requests that wait, or waited, a line each. */
public final class ApprovalTable {
    private ApprovalTable() {}

    public static void print(PrintStream out, PrintStream err, ApprovalList list, boolean decided) {
        new Table(
                        decided ? "no request has waited for permission" : "no request waits for permission",
                        "APPROVAL",
                        "STATE",
                        "AGENT",
                        "ASKED",
                        "UNTIL",
                        "REQUEST")
                .print(
                        out,
                        err,
                        list.approvals().stream().map(ApprovalTable::row).toList());
        if (list.more()) {
            err.println("and older ones, which are not shown");
        }
    }

    private static List<String> row(ApprovalInfo approval) {
        return List.of(
                approval.approval().value(),
                approval.state().name(),
                agent(approval),
                approval.askedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                approval.until().truncatedTo(ChronoUnit.SECONDS).toString(),
                approval.summary());
    }

    /** Who asks, for people. */
    static String agent(ApprovalInfo approval) {
        return approval.agentName() == null
                ? approval.agent() == null ? "user" : approval.agent().value()
                : Text.printable(approval.agentName());
    }
}
