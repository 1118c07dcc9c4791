package org.hpcdaemon.platform.cli;

import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.hpcdaemon.cli.SignalHandlers;
import org.hpcdaemon.platform.account.AccountService;
import org.hpcdaemon.platform.account.OwnerLetters;
import org.hpcdaemon.platform.account.SignInPolicy;
import org.hpcdaemon.platform.app.Backend;
import org.hpcdaemon.platform.app.Closer;
import org.hpcdaemon.platform.app.MetricsServer;
import org.hpcdaemon.platform.app.PlatformConfig;
import org.hpcdaemon.platform.app.PlatformServer;
import org.hpcdaemon.platform.approval.OwnerMail;
import org.hpcdaemon.platform.cli.option.HomeOption;
import org.hpcdaemon.platform.cli.option.ListenAddress;
import org.hpcdaemon.platform.cli.option.MailOptions;
import org.hpcdaemon.platform.cli.option.ServingOptions;
import org.hpcdaemon.platform.mail.Postbox;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hpc-platform start}: serves until it is told to stop. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the platform until Ctrl-C or SIGTERM. SIGHUP makes it read the certificate anew.",
            "Prints `platform ready at URL` once it accepts connections.",
            "Who did what from where is in HOME/audit.log, one JSON object a line."
        },
        footer = {
            "%nExamples:",
            "  hpc-platform start",
            "  hpc-platform start --listen 0.0.0.0:443 \\",
            "    --tls-cert chain.pem --tls-key key.pem \\",
            "    --public-url https://hpc.example.org --allow @example.org \\",
            "    --smtp smtp://user@mail.example.org:587 \\",
            "    --smtp-password-file smtp-password \\",
            "    --mail-from hpc@example.org"
        })
@SuppressWarnings("NullAway.Init") // spec is set by picocli
final class StartCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(StartCommand.class.getName());

    /** A closed terminal's, and logrotate's habit: it ends no service. */
    private static final String HANG_UP = "HUP";

    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption home = new HomeOption();

    @Mixin
    private MailOptions mail = new MailOptions();

    @Mixin
    private ServingOptions serving = new ServingOptions();

    @Override
    public Integer call() throws Exception {
        PlatformConfig config = serving.config(home.path());
        @Nullable ListenAddress metricsAddress = serving.metricsAddress();
        InstantSource clock = InstantSource.system();
        SignInPolicy policy = serving.policy();
        if (policy instanceof SignInPolicy.NoOne) {
            LOG.log(
                    Level.WARNING,
                    "no one may sign in: add --allow @DOMAIN, or --open-registration; until then keys come from"
                            + " `hpc-platform keys create` alone");
        }
        Closer closer = new Closer();
        Postbox postbox = new Postbox(mail.mailer(home.path(), clock));
        closer.add(postbox::close);
        PlatformServer server = PlatformServer.start(
                config,
                database -> {
                    AccountService accounts = new AccountService(database, postbox, policy, clock, new SecureRandom());
                    return new Backend(
                            accounts,
                            accounts,
                            accounts::isAgentOf,
                            mail.approvalMails() ? new OwnerLetters(database, postbox) : OwnerMail.NONE);
                },
                clock);
        closer.add(server::close);
        BlockingQueue<String> signals = new LinkedBlockingQueue<>();
        for (String name : List.of(HANG_UP, "INT", "TERM")) {
            SignalHandlers.handle(name, () -> signals.add(name));
        }
        try {
            if (metricsAddress != null) {
                closer.add(measured(server, postbox, metricsAddress)::close);
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println("platform ready at " + server.uri());
            out.flush();
        } catch (HpcException e) {
            // The program that started it waits for that line, and learns from it which port 0 became.
            closer.close();
            throw e;
        }
        String signal = signals.take();
        while (signal.equals(HANG_UP)) {
            server.reopen();
            signal = signals.take();
        }
        LOG.log(Level.INFO, "stopping: SIG{0}", signal);
        return stop(closer);
    }

    private static MetricsServer measured(PlatformServer server, Postbox postbox, ListenAddress address)
            throws Exception {
        MetricsServer metrics = MetricsServer.start(address.host(), address.port(), text -> {
            server.measure(text);
            postbox.measure(text);
        });
        LOG.log(Level.INFO, "metrics at {0}", metrics.uri());
        return metrics;
    }

    private static int stop(Closer closer) {
        try {
            closer.close();
            LOG.log(Level.INFO, "stopped");
            return ExitCodes.OK;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "stopped: {0}: {1}", e.getMessage(), e.getCause());
            return ExitCodes.FAILED;
        }
    }
}
