package org.hpcdaemon.agent.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.signin.CodeSignIn;
import org.hpcdaemon.daemon.app.DaemonApp;
import org.hpcdaemon.daemon.approval.Approvers;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.jobs.folder.KeptJobs;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.platform.account.AccountService;
import org.hpcdaemon.platform.account.Email;
import org.hpcdaemon.platform.account.HostAccounts;
import org.hpcdaemon.platform.account.SignInPolicy;
import org.hpcdaemon.platform.app.Backend;
import org.hpcdaemon.platform.app.PlatformConfig;
import org.hpcdaemon.platform.app.PlatformServer;
import org.hpcdaemon.platform.approval.WaitingRequests;
import org.hpcdaemon.platform.mail.CodeMail;
import org.hpcdaemon.platform.mail.Postbox;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.approval.ApproverKey;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.session.forward.AllowForward;
import org.hpcdaemon.session.record.RecordingChoice;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.testkit.FaultProxy;

/** A real platform and a real daemon named {@code box} in this process, and a network that can fail before {@code hpc}. */
final class World implements AutoCloseable {
    /** What one call of {@code hpc} left behind. */
    record Called(int code, String out, String err) {}

    /** For something that takes a second on an idle machine. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    final Path work;
    private final Path folder;
    final FaultProxy network;
    private final PlatformServer platform;
    private final Database database;
    private final DaemonApp daemon;
    private final String agentKey;
    /** What the account owner was mailed about. */
    final List<WaitingRequests> mailed = new CopyOnWriteArrayList<>();

    private final BlockingQueue<CodeMail> mails = new LinkedBlockingQueue<>();

    World(Path folder) throws Exception {
        this(folder, RecordingChoice.OFF);
    }

    World(Path folder, RecordingChoice recording) throws Exception {
        this.folder = folder;
        work = Files.createDirectories(folder.resolve("work")).toRealPath();
        Email ada = new Email("ada@example.org");
        String[] keys = new String[2];
        platform = PlatformServer.start(
                new PlatformConfig(
                        folder.resolve("platform"),
                        "127.0.0.1",
                        0,
                        null,
                        null,
                        false,
                        PlatformConfig.DEFAULT_REQUEST_TIMEOUT),
                database -> {
                    InstantSource clock = InstantSource.system();
                    HostAccounts host = new HostAccounts(database, clock, new SecureRandom());
                    keys[0] = host.createKey(ada, KeyKind.DAEMON, "box").secret();
                    keys[1] = host.createKey(ada, KeyKind.AGENT, "tester").secret();
                    AccountService accounts = new AccountService(
                            database,
                            new Postbox(mail -> mails.add((CodeMail) mail)),
                            new SignInPolicy.Open(),
                            clock,
                            new SecureRandom());
                    return new Backend(
                            accounts, accounts, accounts::isAgentOf, (_, waiting, _) -> mailed.addAll(waiting));
                },
                InstantSource.system());
        agentKey = keys[1];
        network = FaultProxy.start("127.0.0.1", platform.uri().getPort(), new Random(7));
        CountDownLatch online = new CountDownLatch(1);
        Home home = new Home(folder.resolve("daemon"));
        database = home.openDatabase();
        daemon = new DaemonApp(
                home,
                database,
                new Profile(
                        new DaemonId("box"),
                        platform.uri().toString(),
                        "cluster",
                        List.of(),
                        Map.of(),
                        work.toString(),
                        "tidy up after yourself",
                        "workstation",
                        null,
                        Guarding.DEFAULT,
                        AllowForward.JOBS,
                        null,
                        null,
                        KeptJobs.DEFAULT,
                        recording,
                        keys[0]),
                InstantSource.system(),
                _ -> online.countDown());
        if (!online.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the daemon did not come online");
        }
    }

    Map<String, String> environment() {
        return environment(agentKey);
    }

    /** The same with another key. */
    Map<String, String> environment(String key) {
        return Map.of(
                "HPC_URL",
                "http://" + network.host() + ":" + network.port(),
                "HPC_API_KEY",
                key,
                "HPC_HOME",
                folder.resolve("hpc").toString());
    }

    /** Has the daemon ask before each command. */
    void askBeforeCommands() throws IOException {
        Files.writeString(folder.resolve("daemon").resolve("policy.toml"), """
                [default]
                exec = "ask"
                shell = "allow"
                job = "allow"
                file = "allow"
                forward = "allow"
                """);
    }

    /** As the machine's user adds one there. */
    void accept(ApproverKey key, String name) {
        new Approvers(database, new DaemonId("box"))
                .add(new Approvers.Approver(key, name, InstantSource.system().instant()));
    }

    /** With the agent's key. */
    HpcClient agent() {
        return HpcClient.open(Target.of(platform.uri().toString()), agentKey);
    }

    /** The account owner's, by a mailed code. */
    String ownerToken() {
        try (HpcClient anonymous = HpcClient.anonymous(Target.of(platform.uri().toString()))) {
            return new CodeSignIn(anonymous.account(), new CodeSignIn.Prompt() {
                        @Override
                        public void say(String line) {}

                        @Override
                        public String ask(String question) {
                            try {
                                return mails.take().code();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                    })
                    .run("ada@example.org")
                    .accessToken();
        }
    }

    /** Calls {@code hpc} in this process as the agent, with that on its standard input. */
    Called hpc(String input, String... args) {
        return hpcWith(agentKey, input, args);
    }

    /** The same with another key. */
    Called hpcWith(String key, String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Context context = new Context(
                new Settings(environment(key)),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        int code = Main.commandLine(context).execute(args);
        return new Called(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        network.close();
        daemon.close();
        database.close();
        platform.close();
    }
}
