package org.hpcdaemon.platform.app;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.hpcdaemon.platform.identity.Accounts;
import org.hpcdaemon.platform.identity.AgentDirectory;
import org.hpcdaemon.platform.identity.Authenticator;
import org.hpcdaemon.platform.identity.CodeRequest;
import org.hpcdaemon.platform.identity.ConsoleSignIn;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.identity.KeyInfo;
import org.hpcdaemon.platform.identity.NewKey;
import org.hpcdaemon.platform.identity.Tokens;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;

/** Two users with fixed secrets, each the owner of daemon keys, agent keys and an access token. */
final class InMemoryAccounts implements Accounts, Authenticator, AgentDirectory {
    static final UserId ANN = new UserId("u_annannann");
    static final UserId BOB = new UserId("u_bobbobbob");
    static final AgentId ANNS_AGENT = new AgentId("a_annsagent1");
    static final AgentId ANNS_OTHER_AGENT = new AgentId("a_annsagent2");
    static final AgentId BOBS_AGENT = new AgentId("a_bobsagent1");

    private final Map<String, Identity> bySecret = new ConcurrentHashMap<>();

    InMemoryAccounts() {
        add(new Identity.Person(ANN, "ann", "ann@example.org"));
        add(new Identity.Agent(ANN, "ann-agent", "ann@example.org", ANNS_AGENT, "worker"));
        add(new Identity.Agent(ANN, "ann-other-agent", "ann@example.org", ANNS_OTHER_AGENT, "other"));
        add(new Identity.Daemon(ANN, "ann-daemon", "ann@example.org", new DaemonId("box")));
        add(new Identity.Daemon(ANN, "ann-other-daemon", "ann@example.org", new DaemonId("other-box")));
        add(new Identity.Person(BOB, "bob", "bob@example.org"));
        add(new Identity.Agent(BOB, "bob-agent", "bob@example.org", BOBS_AGENT, "worker"));
        add(new Identity.Daemon(BOB, "bob-daemon", "bob@example.org", new DaemonId("bobs")));
    }

    /** Each secret is its key's id. */
    private void add(Identity identity) {
        bySecret.put(identity.keyId(), identity);
    }

    /** As another process would, without a notice. */
    void revokeSilently(String key) {
        bySecret.remove(key);
    }

    @Override
    public Optional<Identity> authenticate(String bearerSecret) {
        return Optional.ofNullable(bySecret.get(bearerSecret));
    }

    @Override
    public Set<String> revokedAmong(Set<String> keyIds) {
        Set<String> revoked = new HashSet<>(keyIds);
        revoked.removeAll(bySecret.keySet());
        return revoked;
    }

    @Override
    public Map<AgentId, UserId> withKeyAmong(Set<AgentId> agents) {
        return bySecret.values().stream()
                .filter(identity -> identity instanceof Identity.Agent agent && agents.contains(agent.agent()))
                .map(identity -> (Identity.Agent) identity)
                .collect(Collectors.toMap(Identity.Agent::agent, Identity.Agent::user, (one, _) -> one));
    }

    @Override
    public boolean isAgentOf(UserId user, AgentId agent) {
        return (user.equals(ANN) && Set.of(ANNS_AGENT, ANNS_OTHER_AGENT).contains(agent))
                || (user.equals(BOB) && agent.equals(BOBS_AGENT));
    }

    @Override
    public CodeRequest requestCode(String email, String remoteAddress) {
        return new CodeRequest("token for " + email + " at " + remoteAddress, true);
    }

    @Override
    public Tokens verifyCode(String signInToken, String code, String remoteAddress) {
        if (!code.equals("123456")) {
            throw new HpcException(ErrorCode.UNAUTHORIZED, "wrong code");
        }
        return refresh(signInToken);
    }

    @Override
    public ConsoleSignIn signInBrowser(String signInToken, String code, String browser, String remoteAddress) {
        Tokens tokens = verifyCode(signInToken, code, remoteAddress);
        return new ConsoleSignIn(tokens.email(), new NewKey("ann", "ann", KeyKind.CONSOLE, browser, Instant.EPOCH));
    }

    @Override
    public Tokens refresh(String refreshToken) {
        return new Tokens("ann@example.org", "ann", Duration.ofHours(1), "refresh", Duration.ofDays(30));
    }

    @Override
    public NewKey createKey(UserId user, KeyKind kind, String name) {
        return new NewKey("k_1", "secret", kind, name, Instant.EPOCH);
    }

    @Override
    public List<KeyInfo> keys(UserId user) {
        return List.of(new KeyInfo("k_1", KeyKind.AGENT, "worker", Instant.EPOCH, null, ANNS_AGENT));
    }

    @Override
    public boolean revokeKey(UserId user, String keyId) {
        Identity identity = bySecret.get(keyId);
        return identity != null && identity.user().equals(user) && bySecret.remove(keyId) != null;
    }

    @Override
    public int revokeDaemonKeys(UserId user, DaemonId daemon) {
        List<String> keys = bySecret.values().stream()
                .filter(identity -> identity instanceof Identity.Daemon held
                        && held.user().equals(user)
                        && held.daemon().equals(daemon))
                .map(Identity::keyId)
                .toList();
        keys.forEach(bySecret::remove);
        return keys.size();
    }
}
