package org.hpcdaemon.daemon.approval;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.approval.ApproverKey;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;

/** Whose signatures one daemon accepts under decisions from elsewhere. Only the machine's user changes that. Thread-safe. */
public record Approvers(Database database, DaemonId daemon) {
    /**
     * One whose decisions count.
     *
     * @param name for people
     */
    public record Approver(ApproverKey key, String name, Instant addedAt) {}

    public List<Approver> all() {
        return database.read(sql -> Sql.query(
                sql,
                "SELECT key, name, added_at FROM approver WHERE daemon = ? ORDER BY added_at, key",
                row -> new Approver(new ApproverKey(row.text("key")), row.text("name"), row.instant("added_at")),
                daemon.value()));
    }

    public Optional<Approver> find(ApproverKey key) {
        return all().stream().filter(each -> each.key().equals(key)).findFirst();
    }

    /** A key that is there already gets the new name. */
    public void add(Approver approver) {
        database.write(sql -> Sql.update(
                sql,
                "INSERT INTO approver (daemon, key, name, added_at) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (daemon, key) DO UPDATE SET name = excluded.name",
                daemon.value(),
                approver.key().value(),
                approver.name(),
                approver.addedAt()));
    }

    /** Whether there was one of that key or name. */
    public boolean remove(String keyOrName) {
        return database.write(sql -> Sql.update(
                        sql,
                        "DELETE FROM approver WHERE daemon = ? AND (key = ? OR name = ?)",
                        daemon.value(),
                        keyOrName,
                        keyOrName))
                > 0;
    }
}
