package org.hpcdaemon.platform.approval;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.store.Database;

/**
 * Has account owners mailed when requests wait for them: about what is newer than the last mail, and rarely. Daemons tell what waits when
 * they connect and when it changes, so this is kept in memory; what was mailed about is stored. Thread-safe.
 */
public final class ApprovalMails {
    /** What comes in the meantime is one mail: who is written to more often stops reading. */
    static final Duration PAUSE = Duration.ofMinutes(10);

    /** More in one mail are not read. */
    private static final int MAX_MACHINES = 20;

    private record Machine(UserId user, DaemonId daemon) {}

    private final MailedTable mailed;
    private final OwnerMail mail;
    private final Supplier<URI> approvals;
    private final InstantSource clock;
    private final Map<Machine, WaitingRequests> waiting = new ConcurrentHashMap<>();

    /** @param approvals the page where requests are decided about, as users reach it */
    public ApprovalMails(Database database, OwnerMail mail, Supplier<URI> approvals, InstantSource clock) {
        this.mailed = new MailedTable(database);
        this.mail = mail;
        this.approvals = approvals;
        this.clock = clock;
    }

    /** What waits on a machine now, by its daemon's word. */
    public void told(UserId user, DaemonId daemon, PlatformRequest.ApprovalsWaiting now) {
        Machine machine = new Machine(user, daemon);
        Instant newest = now.newest();
        String method = now.method();
        if (now.waiting() == 0 || newest == null || method == null) {
            waiting.remove(machine);
        } else {
            waiting.put(machine, new WaitingRequests(daemon, now.waiting(), newest, now.agent(), method));
        }
    }

    /** Mails those for whom it is time. Blocks on the database; called by one thread. */
    public void sendDue() {
        Instant now = clock.instant();
        Map<UserId, List<WaitingRequests>> users = waiting.entrySet().stream()
                .collect(Collectors.groupingBy(
                        each -> each.getKey().user(), Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        users.forEach((user, all) -> {
            List<WaitingRequests> machines = all.stream()
                    .sorted(Comparator.comparing(WaitingRequests::newest).reversed())
                    .toList();
            // Usually there is nothing to do, and a read blocks no writer.
            if (mail.hasRoom() && mailed.isDue(user, machines, PAUSE, now) && mailed.take(user, machines, PAUSE, now)) {
                mail.approvalsWait(user, machines.stream().limit(MAX_MACHINES).toList(), approvals.get());
            }
        });
    }

    /** Forgets what a user was mailed about. */
    public static void removeAll(Database database, UserId user) {
        new MailedTable(database).removeAll(user);
    }
}
