package org.hpcdaemon.platform.account;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.hpcdaemon.platform.identity.Accounts;
import org.hpcdaemon.platform.identity.Address;
import org.hpcdaemon.platform.identity.Authenticator;
import org.hpcdaemon.platform.identity.CodeRequest;
import org.hpcdaemon.platform.identity.ConsoleSignIn;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.identity.KeyInfo;
import org.hpcdaemon.platform.identity.NewKey;
import org.hpcdaemon.platform.identity.Tokens;
import org.hpcdaemon.platform.mail.CodeMail;
import org.hpcdaemon.platform.mail.Postbox;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.store.Database;

/**
 * Sign-in and keys over the platform's database. What limits guesses (evaluations of a code, codes for an e-mail) is
 * counted there, in the transaction that guesses; limits for each address are counted in memory. Thread-safe.
 */
public final class AccountService implements Accounts, Authenticator {
    private static final Logger LOG = System.getLogger(AccountService.class.getName());
    private static final Pattern CODE = Pattern.compile("[0-9]{6}");

    /** A site behind one address signs in a class of 30; a flood of mail does not pass. */
    private static final int CODE_REQUESTS_AN_HOUR = 30;

    /** Room for that class to mistype once each. */
    private static final int VERIFICATIONS_AN_HOUR = 60;

    private final Rows rows;
    private final Postbox postbox;
    private final SignInPolicy policy;
    private final InstantSource clock;
    private final Secrets secrets;
    private final Users users;
    private final Sessions sessions;
    private final Keys keys;
    private final RateLimiter requests;
    private final RateLimiter verifications;

    /**
     * @param database has the schema {@code 001-accounts.sql}
     * @param random makes secrets, so it must be a {@link java.security.SecureRandom} outside of tests
     */
    public AccountService(
            Database database, Postbox postbox, SignInPolicy policy, InstantSource clock, RandomGenerator random) {
        RandomIds ids = new RandomIds(random);
        this.rows = new Rows(database);
        this.postbox = postbox;
        this.policy = policy;
        this.clock = clock;
        this.secrets = new Secrets(random);
        this.users = new Users(ids);
        this.sessions = new Sessions(secrets, ids);
        this.keys = new Keys(secrets, ids);
        this.requests = new RateLimiter("sign-ins", CODE_REQUESTS_AN_HOUR, Duration.ofHours(1), clock);
        this.verifications = new RateLimiter("codes", VERIFICATIONS_AN_HOUR, Duration.ofHours(1), clock);
    }

    /** For an e-mail that may not sign in, all is the same but the mail, which is sent after the answer. */
    @Override
    public CodeRequest requestCode(String email, String remoteAddress) {
        requests.take(Address.group(remoteAddress));
        Email to = new Email(email);
        // Before anything depends on who that is: the error may be told, since a stranger would get it too.
        postbox.refuseIfDown();
        String token = secrets.make(SecretKind.SIGN_IN_TOKEN);
        String code = secrets.code();
        Instant now = clock.instant();
        // The outcome is returned, not thrown: what was settled must commit.
        Asked asked = rows.write(c -> {
            SignIns.settleFuture(c, now);
            Optional<Duration> wait = SignIns.wait(c, to, now);
            if (wait.isPresent()) {
                return new Asked.TooOften(wait.get());
            }
            SignIns.begin(c, token, code, to, now);
            return new Asked.Begun(users.maySignIn(c, policy, to));
        });
        return switch (asked) {
            case Asked.TooOften(Duration left) ->
                throw new HpcException(
                        ErrorCode.RATE_LIMITED,
                        "too many codes for this e-mail: retry in " + (left.toMinutes() + 1)
                                + " min, or use a code that was sent");
            case Asked.Begun(boolean welcome) -> {
                if (welcome) {
                    postbox.post(new CodeMail(to.value(), code, SignIns.VALID));
                } else {
                    LOG.log(Level.INFO, "{0} asked for a sign-in code and may not sign in: none is sent", to);
                }
                yield new CodeRequest(token, welcome);
            }
        };
    }

    @Override
    public Tokens verifyCode(String signInToken, String code, String remoteAddress) {
        return signIn(signInToken, code, remoteAddress, sessions::begin);
    }

    @Override
    public ConsoleSignIn signInBrowser(String signInToken, String code, String browser, String remoteAddress) {
        String name = Keys.checkedName(KeyKind.CONSOLE, browser);
        return signIn(
                signInToken,
                code,
                remoteAddress,
                (c, user, email, now) ->
                        new ConsoleSignIn(email.value(), keys.create(c, user, KeyKind.CONSOLE, name, now)));
    }

    /** What a right code begins, in the transaction that spends the code. */
    @FunctionalInterface
    private interface Beginning<T> {
        T begin(Connection connection, UserId user, Email email, Instant now) throws SQLException;
    }

    private <T> T signIn(String signInToken, String code, String remoteAddress, Beginning<T> beginning) {
        verifications.take(Address.group(remoteAddress));
        String digits = code.replaceAll("\\s", "");
        if (!CODE.matcher(digits).matches()) {
            throw HpcException.invalid("a code has 6 digits: copy it from the mail");
        }
        if (!Secrets.is(SecretKind.SIGN_IN_TOKEN, signInToken)) {
            throw unauthorized("this sign-in is unknown or over: ask for a new code");
        }
        Instant now = clock.instant();
        // The outcome is returned, not thrown: the transaction that counted the evaluation must commit.
        Outcome<T> outcome = rows.write(c -> switch (SignIns.evaluate(c, signInToken, digits, now)) {
            case SignIns.Verdict.Right(Email email)
            when users.maySignIn(c, policy, email) -> {
                UserId user = users.findOrCreate(c, email, now);
                users.signedIn(c, user, now);
                yield new Outcome.In<>(beginning.begin(c, user, email, now));
            }
            // This code was sent to no one, so it was guessed; it is used up all the same.
            case SignIns.Verdict.Right _ ->
                new Outcome.Refused<>("this sign-in is unknown or over: ask for a new code");
            case SignIns.Verdict.Wrong(int left) ->
                new Outcome.Refused<>("wrong code: " + left + (left == 1 ? " try" : " tries") + " left");
            case SignIns.Verdict.Expired() ->
                new Outcome.Refused<>(
                        "this code has expired (after " + SignIns.VALID.toMinutes() + " minutes): ask for a new one");
            case SignIns.Verdict.Exhausted() ->
                new Outcome.Refused<>("wrong code, and too many tries with it: ask for a new one");
            case SignIns.Verdict.Unknown() ->
                new Outcome.Refused<>("this sign-in is unknown or over: ask for a new code");
        });
        return switch (outcome) {
            case Outcome.In<T>(T begun) -> begun;
            case Outcome.Refused<T>(String why) -> throw unauthorized(why);
        };
    }

    @Override
    public Tokens refresh(String refreshToken) {
        if (!Secrets.is(SecretKind.REFRESH_TOKEN, refreshToken)) {
            throw unauthorized("not a refresh token: sign in again");
        }
        return switch (rows.write(c -> sessions.refresh(c, refreshToken, users, policy, clock.instant()))) {
            case Sessions.Refreshed.Renewed(Tokens tokens) -> tokens;
            case Sessions.Refreshed.Unknown() ->
                throw unauthorized("this refresh token has expired or was revoked: sign in again");
            case Sessions.Refreshed.Reused() ->
                throw unauthorized("this refresh token was used before, so that sign-in is ended: sign in again");
        };
    }

    @Override
    public NewKey createKey(UserId user, KeyKind kind, String name) {
        if (kind == KeyKind.CONSOLE) {
            throw HpcException.invalid(
                    "a console's key is made by signing in there, and is known to its browser alone");
        }
        String checked = Keys.checkedName(kind, name);
        return rows.write(c -> keys.create(c, user, kind, checked, clock.instant()));
    }

    @Override
    public List<KeyInfo> keys(UserId user) {
        return rows.read(c -> keys.of(c, user));
    }

    @Override
    public boolean revokeKey(UserId user, String keyId) {
        return rows.write(c -> keys.revoke(c, user, keyId, clock.instant()));
    }

    @Override
    public int revokeDaemonKeys(UserId user, DaemonId daemon) {
        return rows.write(c -> keys.revokeDaemon(c, user, daemon, clock.instant()));
    }

    @Override
    public Optional<Identity> authenticate(String bearerSecret) {
        Optional<SecretKind> kind = Secrets.kindOf(bearerSecret);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return switch (kind.get()) {
            case AGENT_KEY, DAEMON_KEY ->
                rows.read(c -> keys.authenticate(c, bearerSecret, now)).map(holder -> used(holder, now));
            case CONSOLE_KEY ->
                rows.read(c -> {
                            Optional<Keys.Holder> holder = keys.authenticate(c, bearerSecret, now);
                            // Who may no longer sign in is no longer signed in.
                            return holder.isPresent()
                                            && users.maySignIn(
                                                    c,
                                                    policy,
                                                    new Email(holder.get()
                                                            .identity()
                                                            .email()))
                                    ? holder
                                    : Optional.<Keys.Holder>empty();
                        })
                        .map(holder -> used(holder, now));
            case ACCESS_TOKEN ->
                rows.read(c -> sessions.authenticate(c, bearerSecret, now)).map(holder -> settled(holder, now));
            case REFRESH_TOKEN, SIGN_IN_TOKEN -> Optional.empty();
        };
    }

    @Override
    public Set<String> revokedAmong(Set<String> keyIds) {
        return keyIds.isEmpty() ? Set.of() : rows.read(c -> Revocations.among(c, keyIds, clock.instant()));
    }

    @Override
    public void settleFuture() {
        Instant now = clock.instant();
        // Usually there is nothing to do, and a read blocks no writer.
        if (rows.read(c -> Sessions.hasFuture(c, now) || SignIns.hasFuture(c, now))) {
            rows.write(c -> {
                Sessions.settleFuture(c, now);
                SignIns.settleFuture(c, now);
                return true;
            });
        }
    }

    @Override
    public Map<AgentId, UserId> withKeyAmong(Set<AgentId> agents) {
        return agents.isEmpty() ? Map.of() : rows.read(c -> Revocations.agentsWithKey(c, agents));
    }

    /** Whether the user has or had that agent, also when its keys are revoked. */
    public boolean isAgentOf(UserId user, AgentId agent) {
        return rows.read(c -> Keys.isAgentOf(c, user, agent));
    }

    /** What asking for a code came to. */
    private sealed interface Asked {
        record Begun(boolean welcome) implements Asked {}

        record TooOften(Duration left) implements Asked {}
    }

    /** What a code came to, for the one who sent it. */
    private sealed interface Outcome<T> {
        record In<T>(T begun) implements Outcome<T> {}

        record Refused<T>(String why) implements Outcome<T> {}
    }

    private Identity settled(Sessions.Holder holder, Instant now) {
        if (holder.future()) {
            rows.write(c -> {
                Sessions.settleFuture(c, now);
                return true;
            });
        }
        return holder.identity();
    }

    private Identity used(Keys.Holder holder, Instant now) {
        if (holder.recordUse()) {
            try {
                rows.write(c -> {
                    keys.used(c, holder.identity().keyId(), now);
                    return true;
                });
            } catch (HpcException e) {
                // A key is good on a full disk too; only the list shows an older use.
                LOG.log(
                        Level.WARNING,
                        "the use of key {0} is not recorded: {1}",
                        holder.identity().keyId(),
                        e.reason());
            }
        }
        return holder.identity();
    }

    private static HpcException unauthorized(String message) {
        return new HpcException(ErrorCode.UNAUTHORIZED, message);
    }
}
