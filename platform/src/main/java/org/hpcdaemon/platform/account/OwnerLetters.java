package org.hpcdaemon.platform.account;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hpcdaemon.platform.approval.OwnerMail;
import org.hpcdaemon.platform.approval.WaitingRequests;
import org.hpcdaemon.platform.mail.ApprovalMail;
import org.hpcdaemon.platform.mail.Postbox;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/**
 * Mails to account owners. No word of a daemon is in them: machine and agent have the names that they have here, and the kind of a request
 * is one of those below. Thread-safe.
 */
public final class OwnerLetters implements OwnerMail {
    /** By what methods begin with. */
    private static final Map<String, String> KINDS = Map.of(
            "exec", "run a command",
            "shell", "open a shell",
            "job", "submit a job",
            "file", "read or change files",
            "forward", "connect to a port");

    private record Owner(String email, Map<String, String> agents) {}

    private final Rows rows;
    private final Postbox postbox;

    public OwnerLetters(Database database, Postbox postbox) {
        this.rows = new Rows(database);
        this.postbox = postbox;
    }

    @Override
    public boolean hasRoom() {
        return postbox.hasRoom();
    }

    @Override
    public void approvalsWait(UserId user, List<WaitingRequests> waiting, URI approvals) {
        owner(user)
                .ifPresent(owner -> postbox.post(new ApprovalMail(
                        owner.email(),
                        waiting.stream()
                                .map(each -> new ApprovalMail.Machine(
                                        each.daemon().value(),
                                        each.waiting(),
                                        name(owner, each.agent()),
                                        KINDS.getOrDefault(each.method().replaceFirst("\\..*", ""), "do something")))
                                .toList(),
                        approvals)));
    }

    private static String name(Owner owner, @Nullable AgentId agent) {
        if (agent == null) {
            return "your own key";
        }
        String name = owner.agents().get(agent.value());
        return name == null ? "an agent" : "agent " + name;
    }

    private Optional<Owner> owner(UserId user) {
        return rows.read(sql -> {
            Optional<String> email =
                    Sql.one(sql, "SELECT email FROM users WHERE id = ?", row -> row.text("email"), user.value());
            if (email.isEmpty()) {
                return Optional.<Owner>empty();
            }
            Map<String, String> agents = Sql.query(
                            sql,
                            "SELECT id, name FROM agents WHERE user_id = ?",
                            row -> Map.entry(row.text("id"), row.text("name")),
                            user.value())
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            return Optional.of(new Owner(email.get(), agents));
        });
    }
}
