package org.hpcdaemon.platform.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.hpcdaemon.platform.app.Backend;
import org.hpcdaemon.platform.app.PlatformConfig;
import org.hpcdaemon.platform.app.PlatformSchema;
import org.hpcdaemon.platform.app.PlatformServer;
import org.hpcdaemon.platform.app.TestSocket;
import org.hpcdaemon.platform.mail.CodeMail;
import org.hpcdaemon.platform.mail.Mail;
import org.hpcdaemon.platform.mail.MailException;
import org.hpcdaemon.platform.mail.Mailer;
import org.hpcdaemon.platform.mail.Postbox;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.SqlFunction;
import org.hpcdaemon.testkit.TestClock;

/** A platform at a free port with real accounts in a real database, a clock that tests set, and mails that they read. */
public final class AccountPlatform implements AutoCloseable {
    /** What a sign-in answers. */
    public record Tokens(
            @JsonProperty("access_token") String access,
            @JsonProperty("expires_in") long expiresIn,
            @JsonProperty("refresh_token") String refresh,
            @JsonProperty("refresh_expires_in") long refreshExpiresIn) {}

    record CodeSent(String status, Payload payload) {
        record Payload(String token) {}
    }

    public record Key(String id, String key) {}

    public final TestClock clock = TestClock.at("2026-01-01T00:00:00Z");
    private final Path home;
    private final BlockingQueue<CodeMail> mails = new LinkedBlockingQueue<>();
    private final List<CodeMail> sent = new CopyOnWriteArrayList<>();
    private final Postbox postbox;
    private final PlatformServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    public AccountPlatform(Path home, SignInPolicy policy) throws Exception {
        this(home, policy, false);
    }

    /** Behind a proxy if so, which the caller then plays. */
    public AccountPlatform(Path home, SignInPolicy policy, boolean behindProxy) throws Exception {
        this(home, policy, behindProxy, new SecureRandom());
    }

    /** With another source of secrets, so that two platforms can make the same ones. */
    public AccountPlatform(Path home, SignInPolicy policy, boolean behindProxy, RandomGenerator random)
            throws Exception {
        this(home, policy, behindProxy, random, _ -> {});
    }

    /** Mail goes to that mailer too. */
    AccountPlatform(Path home, SignInPolicy policy, boolean behindProxy, RandomGenerator random, Mailer mailer)
            throws Exception {
        this.home = home;
        postbox = new Postbox(
                new Mailer() {
                    @Override
                    public void send(Mail mail) throws MailException {
                        mailer.send(mail);
                        if (mail instanceof CodeMail code) {
                            sent.add(code);
                            mails.add(code);
                        }
                    }

                    @Override
                    public void check() throws MailException {
                        mailer.check();
                    }
                },
                clock);
        PlatformConfig config = new PlatformConfig(
                home, "127.0.0.1", 0, null, null, behindProxy, PlatformConfig.DEFAULT_REQUEST_TIMEOUT);
        server = PlatformServer.start(
                config,
                database -> {
                    AccountService accounts = new AccountService(database, postbox, policy, clock, random);
                    return new Backend(accounts, accounts, accounts::isAgentOf, new OwnerLetters(database, postbox));
                },
                clock);
    }

    public URI uri() {
        return server.uri();
    }

    public Caller from(String address) throws IOException {
        return Caller.from(address, server.uri());
    }

    /** From 127.0.0.1, as all of these; each on a connection of its own, since an idle one is ended. */
    public Caller.Answer post(String path, String json, String... headers) throws IOException {
        try (Caller caller = from("127.0.0.1")) {
            return caller.post(path, json, headers);
        }
    }

    public Caller.Answer get(String path, String bearer) throws IOException {
        return call("GET", path, bearer);
    }

    public Caller.Answer delete(String path, String bearer) throws IOException {
        return call("DELETE", path, bearer);
    }

    private Caller.Answer call(String method, String path, String bearer) throws IOException {
        try (Caller caller = from("127.0.0.1")) {
            return caller.call(method, path, "", List.of("Authorization: Bearer " + bearer));
        }
    }

    /** Has a code sent; the sign-in token. */
    public String requestCode(String email) throws IOException {
        return post("/otp/signin", "{\"email\":\"" + email + "\"}")
                .as(CodeSent.class)
                .payload()
                .token();
    }

    public Caller.Answer verify(String token, String code) throws IOException {
        return post("/auth/otp/signin/verify", verification(token, code));
    }

    static String verification(String token, String code) {
        return "{\"token\":\"" + token + "\",\"otp\":\"" + code + "\"}";
    }

    /** The code of the next mail. */
    public String code() throws InterruptedException {
        CodeMail mail = mails.poll(120, TimeUnit.SECONDS);
        if (mail == null) {
            throw new AssertionError("no mail came");
        }
        return mail.code();
    }

    /** Stops the platform, which sends what is waiting; the addresses that were ever sent a code. */
    List<String> everMailed() throws IOException {
        close();
        return sent.stream().map(CodeMail::to).toList();
    }

    public Tokens signIn(String email) throws Exception {
        String token = requestCode(email);
        return verify(token, code()).as(Tokens.class);
    }

    public Tokens refresh(Tokens tokens) throws IOException {
        return refreshAnswer(tokens.refresh()).as(Tokens.class);
    }

    Caller.Answer refreshAnswer(String refreshToken) throws IOException {
        return post("/auth/refresh", "{\"refresh_token\":\"" + refreshToken + "\"}");
    }

    public Key key(Tokens tokens, KeyKind kind, String name) throws IOException {
        String json = "{\"kind\":\"" + (kind == KeyKind.AGENT ? "agent" : "daemon") + "\",\"name\":\"" + name + "\"}";
        return post("/auth/api-keys", json, "Authorization: Bearer " + tokens.access())
                .as(Key.class);
    }

    /** The socket of a daemon that has said hello. */
    public TestSocket daemon(Key key) throws InterruptedException {
        TestSocket socket = TestSocket.connect(http, uri(), "/hpc/daemon", key.key());
        socket.ask(new PlatformRequest.Hello("1.0", "instance", "Cluster", "local", "host"));
        return socket;
    }

    /** An agent's socket, or with an access token that of the account owner. */
    public TestSocket agent(String daemon, String bearer) {
        return TestSocket.connect(http, uri(), "/hpc/agent/" + daemon, bearer);
    }

    /** Another process's view of the database. */
    <T> T database(SqlFunction<Connection, T> work) {
        try (Database database = PlatformSchema.open(home)) {
            return database.read(work);
        }
    }

    /** A six-digit code that is not that one. */
    static String otherThan(String code, int which) {
        return "%06d".formatted((Integer.parseInt(code) + 1 + which) % 1_000_000);
    }

    @Override
    public void close() throws IOException {
        http.shutdownNow();
        server.close();
        postbox.close();
    }
}
