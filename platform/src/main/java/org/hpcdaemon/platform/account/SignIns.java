package org.hpcdaemon.platform.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hpcdaemon.store.Sql;

/** One-time codes. Its methods run in the caller's transaction, which must commit whatever they return. */
final class SignIns {
    /** Long enough to find the mail, also on another device. */
    static final Duration VALID = Duration.ofMinutes(10);

    /** Of a million codes: a guesser gets in with one token of 200,000, and is slowed by the limits below. */
    static final int EVALUATIONS = 5;

    /** Codes for one address: a person who lost a few mails, and no more mail than that into a stranger's box. */
    static final int CODES_AN_HOUR = 5;

    /** 20 codes of 5 guesses: an attack on one address succeeds within a year with a chance of 4 %, seen by its owner. */
    static final int CODES_A_DAY = 20;

    /** What a code came to. */
    sealed interface Verdict {
        record Right(Email email) implements Verdict {}

        record Wrong(int left) implements Verdict {}

        record Expired() implements Verdict {}

        record Exhausted() implements Verdict {}

        /** The token is unknown, or its code was used. */
        record Unknown() implements Verdict {}
    }

    private record SignIn(String codeMac, Email email, Instant expiresAt, int evaluations, boolean spent) {}

    private SignIns() {}

    /** How long until that address may ask for a code; empty if now. */
    static Optional<Duration> wait(Connection connection, Email email, Instant now) throws SQLException {
        Optional<Duration> hour = wait(connection, email, now, Duration.ofHours(1), CODES_AN_HOUR);
        Optional<Duration> day = wait(connection, email, now, Duration.ofDays(1), CODES_A_DAY);
        return day.isPresent() ? day : hour;
    }

    /**
     * Makes those of now that the clock, before it was set back, dated in the future: they count for one period, as all
     * do, and their codes are good for no longer.
     */
    static void settleFuture(Connection connection, Instant now) throws SQLException {
        Sql.update(
                connection,
                "UPDATE sign_ins SET created_at = ?, expires_at = ? WHERE created_at > ?",
                now,
                now.plus(VALID),
                now);
    }

    /** Whether there is something to settle. */
    static boolean hasFuture(Connection connection, Instant now) throws SQLException {
        return Sql.one(
                        connection,
                        "SELECT 1 AS one FROM sign_ins WHERE created_at > ? LIMIT 1",
                        row -> row.number("one"),
                        now)
                .isPresent();
    }

    static void begin(Connection connection, String token, String code, Email email, Instant now) throws SQLException {
        // Kept for a day, since the limits count them.
        Sql.update(connection, "DELETE FROM sign_ins WHERE created_at <= ?", now.minus(Duration.ofDays(1)));
        Sql.update(
                connection,
                "INSERT INTO sign_ins (token_hash, email, code_mac, created_at, expires_at, evaluations)"
                        + " VALUES (?, ?, ?, ?, ?, 0)",
                Secrets.hash(token),
                email.value(),
                Secrets.mac(token, code),
                now,
                now.plus(VALID));
    }

    /** Evaluates a code, counting it first; a right one is spent. */
    static Verdict evaluate(Connection connection, String token, String code, Instant now) throws SQLException {
        String hash = Secrets.hash(token);
        Optional<SignIn> found = Sql.one(
                connection,
                "SELECT code_mac, email, expires_at, evaluations, spent_at FROM sign_ins WHERE token_hash = ?",
                row -> new SignIn(
                        row.text("code_mac"),
                        new Email(row.text("email")),
                        row.instant("expires_at"),
                        (int) row.number("evaluations"),
                        row.numberOrNull("spent_at") != null),
                hash);
        if (found.isEmpty() || found.get().spent()) {
            return new Verdict.Unknown();
        }
        SignIn signIn = found.get();
        if (!now.isBefore(signIn.expiresAt())) {
            return new Verdict.Expired();
        }
        if (signIn.evaluations() >= EVALUATIONS) {
            return new Verdict.Exhausted();
        }
        Sql.update(connection, "UPDATE sign_ins SET evaluations = evaluations + 1 WHERE token_hash = ?", hash);
        if (!Secrets.same(signIn.codeMac(), Secrets.mac(token, code))) {
            int left = EVALUATIONS - signIn.evaluations() - 1;
            return left == 0 ? new Verdict.Exhausted() : new Verdict.Wrong(left);
        }
        Sql.update(connection, "UPDATE sign_ins SET spent_at = ? WHERE token_hash = ?", now, hash);
        return new Verdict.Right(signIn.email());
    }

    /** Ends the codes under way for an address. */
    static void forget(Connection connection, Email email) throws SQLException {
        Sql.update(connection, "DELETE FROM sign_ins WHERE email = ?", email.value());
    }

    private static Optional<Duration> wait(Connection connection, Email email, Instant now, Duration period, int most)
            throws SQLException {
        return Sql.one(
                        connection,
                        "SELECT created_at FROM sign_ins WHERE email = ? AND created_at > ?"
                                + " ORDER BY created_at DESC LIMIT 1 OFFSET ?",
                        row -> row.instant("created_at"),
                        email.value(),
                        now.minus(period),
                        most - 1)
                .map(oldest -> Duration.between(now, oldest.plus(period)));
    }
}
