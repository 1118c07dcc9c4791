package org.hpcdaemon.platform.approval;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;

/** What account owners were mailed about, in the database. Thread-safe. */
record MailedTable(Database database) {
    /** Whether one of these was asked after all that the user was mailed about, and the last mail is that long ago. */
    boolean isDue(UserId user, List<WaitingRequests> waiting, Duration pause, Instant now) {
        return database.read(sql -> isDue(sql, user, waiting, pause, now));
    }

    /** The same, and if so the user counts as mailed about them. */
    boolean take(UserId user, List<WaitingRequests> waiting, Duration pause, Instant now) {
        return database.write(sql -> {
            if (!isDue(sql, user, waiting, pause, now)) {
                return false;
            }
            for (WaitingRequests each : waiting) {
                Sql.update(sql, """
                        INSERT INTO approval_mails (user_id, daemon_id, newest, mailed_at) VALUES (?, ?, ?, ?)
                        ON CONFLICT (user_id, daemon_id)
                            DO UPDATE SET newest = excluded.newest, mailed_at = excluded.mailed_at
                        """, user.value(), each.daemon().value(), each.newest(), now);
            }
            return true;
        });
    }

    void removeAll(UserId user) {
        database.write(sql -> Sql.update(sql, "DELETE FROM approval_mails WHERE user_id = ?", user.value()));
    }

    private static boolean isDue(
            Connection sql, UserId user, List<WaitingRequests> waiting, Duration pause, Instant now)
            throws SQLException {
        // What a clock that was set back since dated in the future is long ago.
        boolean recent = Sql.one(
                        sql,
                        "SELECT 1 AS one FROM approval_mails WHERE user_id = ? AND mailed_at > ? AND mailed_at <= ?",
                        row -> row.number("one"),
                        user.value(),
                        now.minus(pause),
                        now)
                .isPresent();
        if (recent) {
            return false;
        }
        for (WaitingRequests each : waiting) {
            // One that was asked later than now is of a clock that was ahead: what is asked once that is set right is
            // not older.
            boolean told = Sql.one(
                            sql,
                            "SELECT 1 AS one FROM approval_mails WHERE user_id = ? AND daemon_id = ?"
                                    + " AND (newest = ? OR (newest > ? AND newest <= ?))",
                            row -> row.number("one"),
                            user.value(),
                            each.daemon().value(),
                            each.newest(),
                            each.newest(),
                            now)
                    .isPresent();
            if (!told) {
                return true;
            }
        }
        return false;
    }
}
