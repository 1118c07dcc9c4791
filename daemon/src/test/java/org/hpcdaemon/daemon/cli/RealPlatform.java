package org.hpcdaemon.daemon.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.daemon.uplink.Introduction;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.platform.account.AccountService;
import org.hpcdaemon.platform.account.Email;
import org.hpcdaemon.platform.account.HostAccounts;
import org.hpcdaemon.platform.account.SignInPolicy;
import org.hpcdaemon.platform.app.Backend;
import org.hpcdaemon.platform.app.PlatformConfig;
import org.hpcdaemon.platform.app.PlatformSchema;
import org.hpcdaemon.platform.app.PlatformServer;
import org.hpcdaemon.platform.identity.KeyInfo;
import org.hpcdaemon.platform.identity.NewKey;
import org.hpcdaemon.platform.mail.FolderMailer;
import org.hpcdaemon.platform.mail.Postbox;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.store.Database;

/** The real platform on a free port of this machine; its one-time codes are printed to {@link #printed}. */
final class RealPlatform implements AutoCloseable {
    private static final Email ADA = new Email("ada@example.org");

    private final Path home;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Postbox postbox;
    private final PlatformServer server;

    RealPlatform(Path home) throws Exception {
        this(home, InstantSource.system());
    }

    RealPlatform(Path home, InstantSource clock) throws Exception {
        this.home = home;
        postbox = new Postbox(
                new FolderMailer(home.resolve("mail"), new PrintStream(printed, true, StandardCharsets.UTF_8), clock));
        server = PlatformServer.start(
                new PlatformConfig(home, "127.0.0.1", 0, null, null, false, PlatformConfig.DEFAULT_REQUEST_TIMEOUT),
                database -> {
                    AccountService accounts = new AccountService(
                            database, postbox, SignInPolicy.of(List.of(), true, true), clock, new SecureRandom());
                    return new Backend(accounts, accounts, accounts::isAgentOf);
                },
                clock);
    }

    String url() {
        return server.uri().toString();
    }

    NewKey daemonKey(String daemon) {
        return daemonKey(ADA.value(), daemon);
    }

    NewKey daemonKey(String email, String daemon) {
        return onHost(accounts -> accounts.createKey(new Email(email), KeyKind.DAEMON, daemon));
    }

    NewKey agentKey(String name) {
        return onHost(accounts -> accounts.createKey(ADA, KeyKind.AGENT, name));
    }

    void revoke(NewKey key) {
        revoke(key.id());
    }

    void revoke(String keyId) {
        onHost(accounts -> accounts.revoke(keyId));
    }

    /** The newest code that was mailed; empty if none was yet. */
    String code() {
        String all = printed.toString(StandardCharsets.UTF_8).strip();
        return all.substring(all.lastIndexOf(' ') + 1);
    }

    /** Live keys of that daemon. */
    List<String> daemonKeys(String daemon) {
        return daemonKeys(ADA.value(), daemon);
    }

    /** Live keys of that user's daemon. */
    List<String> daemonKeys(String email, String daemon) {
        return onHost(accounts -> accounts.keys(Optional.of(new Email(email)))).stream()
                .map(HostAccounts.OwnedKey::key)
                .filter(key -> key.kind() == KeyKind.DAEMON && key.name().equals(daemon))
                .map(KeyInfo::id)
                .toList();
    }

    /** The newest code that was mailed to that address; empty if none was yet. */
    String code(String email) {
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(" " + email + ":"))
                .reduce("", (_, line) -> line.substring(line.lastIndexOf(' ') + 1));
    }

    /** How many codes were mailed so far. */
    long printedCodes() {
        return printed.toString(StandardCharsets.UTF_8).lines().count();
    }

    /** Has a daemon of that id say hello from a machine of that name, with a new key. */
    NewKey register(String daemon, String host) throws InterruptedException {
        NewKey key = daemonKey(daemon);
        Introduction.make(
                Network.here(),
                Target.of(url()),
                key.secret(),
                new PlatformRequest.Hello("0.1.0", "instance", daemon, "local", host));
        return key;
    }

    private interface Work<T> {
        T on(HostAccounts accounts);
    }

    private <T> T onHost(Work<T> work) {
        try (Database database = PlatformSchema.open(home)) {
            return work.on(new HostAccounts(database, InstantSource.system(), new SecureRandom()));
        }
    }

    @Override
    public void close() {
        server.close();
        postbox.close();
    }

    /** Another code than that one. */
    static String wrong(String code) {
        return code.startsWith("0") ? "1" + code.substring(1) : "0" + code.substring(1);
    }
}
