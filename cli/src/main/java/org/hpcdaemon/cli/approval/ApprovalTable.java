package org.hpcdaemon.cli.approval;

import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalList;

/** Requests that wait, or waited, a line each. Not thread-safe. */
public final class ApprovalTable {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean decided;
    private final List<List<String>> rows = new ArrayList<>();
    private boolean more;

    /** @param decided whether those that no longer wait were asked for, too */
    public ApprovalTable(PrintStream out, PrintStream err, boolean decided) {
        this.out = out;
        this.err = err;
        this.decided = decided;
    }

    /** Adds what a daemon has. */
    public void add(String daemon, ApprovalList list) {
        list.approvals().forEach(approval -> rows.add(row(daemon, approval)));
        more |= list.more();
    }

    public void print() {
        new Table(
                        decided ? "no request has waited for permission" : "no request waits for permission",
                        "DAEMON",
                        "APPROVAL",
                        "STATE",
                        "AGENT",
                        "ASKED",
                        "UNTIL",
                        "REQUEST")
                .print(out, err, rows);
        if (more) {
            err.println("and older ones, which are not shown");
        }
    }

    private static List<String> row(String daemon, ApprovalInfo approval) {
        return List.of(
                daemon,
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
