package org.hpcdaemon.session.idempotency;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.exec.ExecState;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.store.Row;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/** The rows of {@code once} that are commands. Every method runs inside its caller's transaction. */
final class CommandRows {
    /** What tells one's own commands apart in a list. */
    private static final int COMMAND_CHARS = 120;

    // Without the outputs, which may be as long as all the rest of the table.
    private static final String SELECT =
            "SELECT key, command, state, created_at, ended_at, CASE state WHEN 'done' THEN json_remove(answer, '$.stdout',"
                    + " '$.stderr') ELSE answer END AS answer, CASE state WHEN 'done' THEN json_type(answer, '$.stdout') IS NOT NULL"
                    + " ELSE 0 END AS collected FROM once WHERE daemon = ? AND agent = ? AND command IS NOT NULL";

    private final DaemonId daemon;

    CommandRows(DaemonId daemon) {
        this.daemon = daemon;
    }

    /** How a command begins, on one line; null for any other request. */
    static @Nullable String beginning(Request request) {
        if (!(request instanceof ExecRequest.Run run)) {
            return null;
        }
        String text = run.command() == null ? String.join(" ", run.argv()) : run.command();
        String line = text.strip().replaceAll("\\p{Cntrl}+", " ");
        int end = Math.min(line.length(), COMMAND_CHARS);
        boolean inPair = end < line.length() && Character.isHighSurrogate(line.charAt(end - 1));
        return line.substring(0, inPair ? end - 1 : end);
    }

    Optional<ExecInfo> find(Connection sql, String agent, IdempotencyKey key, Predicate<IdempotencyKey> underWay)
            throws SQLException {
        return Sql.one(sql, SELECT + " AND key = ?", row -> info(row, underWay), daemon.value(), agent, key.value());
    }

    List<ExecInfo> list(
            Connection sql,
            String agent,
            boolean active,
            @Nullable IdempotencyKey after,
            int limit,
            Predicate<IdempotencyKey> underWay)
            throws SQLException {
        String older = " AND rowid < COALESCE((SELECT rowid FROM once WHERE daemon = ? AND agent = ? AND key = ?),"
                + " 9223372036854775807)";
        String begun = active ? " AND state = 'begun'" : "";
        return Sql.query(
                        sql,
                        SELECT + older + begun + " ORDER BY rowid DESC",
                        row -> info(row, underWay),
                        daemon.value(),
                        agent,
                        daemon.value(),
                        agent,
                        after == null ? null : after.value())
                .stream()
                .filter(info -> !active || info.state() == ExecState.RUNNING)
                .limit(limit)
                .toList();
    }

    private static ExecInfo info(Row row, Predicate<IdempotencyKey> underWay) throws SQLException {
        IdempotencyKey key = new IdempotencyKey(row.text("key"));
        String command = row.text("command");
        Instant begun = row.instant("created_at");
        Instant ended = row.instantOrNull("ended_at");
        String answer = row.textOrNull("answer");
        return switch (KeyTable.State.ofStored(row.text("state"))) {
            case BEGUN ->
                of(key, command, underWay.test(key) ? ExecState.RUNNING : ExecState.LOST, begun, null, null, null);
            case DONE -> {
                ExecResult result = answer == null ? null : Json.read(answer, ExecResult.class);
                ExecInfo info = of(key, command, ExecState.ENDED, begun, ended, result, null);
                yield row.flag("collected") ? info.withSizes(0, 0) : info;
            }
            case DROPPED -> of(key, command, ExecState.ENDED, begun, ended, null, null);
            case FAILED -> {
                StoredIdempotency.StoredFailure why = answer == null
                        ? new StoredIdempotency.StoredFailure(ErrorCode.INTERNAL.wireName(), "")
                        : Json.read(answer, StoredIdempotency.StoredFailure.class);
                yield ErrorCode.of(why.code()) == ErrorCode.OUTCOME_UNKNOWN
                        ? of(key, command, ExecState.LOST, begun, ended, null, null)
                        : of(key, command, ExecState.REFUSED, begun, ended, null, why.message());
            }
        };
    }

    private static ExecInfo of(
            IdempotencyKey key,
            String command,
            ExecState state,
            Instant begun,
            @Nullable Instant ended,
            @Nullable ExecResult result,
            @Nullable String message) {
        return new ExecInfo(key, command, state, begun, ended, result, message, null, null);
    }
}
