package org.hpcdaemon.platform.cli.option;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import org.hpcdaemon.platform.app.Pem;
import org.hpcdaemon.platform.mail.FolderMailer;
import org.hpcdaemon.platform.mail.MailException;
import org.hpcdaemon.platform.mail.Mailer;
import org.hpcdaemon.platform.mail.SmtpMailer;
import org.hpcdaemon.platform.mail.SmtpServer;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How mails are sent: sign-in codes, and word of requests that wait. */
public final class MailOptions {
    private static final System.Logger LOG = System.getLogger(MailOptions.class.getName());

    @Option(
            names = "--smtp",
            paramLabel = "URL",
            description = {
                "smtp://user@host:587 or smtps://user@host:465; without a user if the server asks for none.",
                "Without --smtp, mail is written to HOME/mail/ and each code is printed."
            })
    private @Nullable String smtp;

    @Option(
            names = "--smtp-password-file",
            paramLabel = "FILE",
            description = "Holds the mail server's password in one line; others may not read it."
                    + " $$HPC_SMTP_PASSWORD is the other way.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--smtp-ca-file",
            paramLabel = "FILE",
            description = "The authority (PEM) that signed the mail server's certificate; no other is trusted.")
    private @Nullable Path authority;

    @Option(names = "--mail-from", paramLabel = "ADDRESS", description = "The sender, with --smtp.")
    private @Nullable String from;

    @Option(
            names = "--no-approval-mails",
            description =
                    "Do not mail users when requests of their agents wait for permission. Without it, and with --smtp, they get"
                            + " one mail in ten minutes at most.")
    private boolean noApprovalMails;

    /** Whether users are mailed about requests that wait. */
    public boolean approvalMails() {
        return smtp != null && !noApprovalMails;
    }

    /** Throws {@link HpcException} if the command line shows the password. */
    public void refusePasswordInUrl() {
        try {
            if (smtp != null && SmtpServer.parse(smtp).password() != null) {
                throw HpcException.invalid(
                        "--smtp holds a password, and every user of this host may read a unit's command"
                                + " line: put it into a file, and name that with --smtp-password-file");
            }
        } catch (IllegalArgumentException e) {
            throw new HpcException(ErrorCode.INVALID_PARAMS, "--smtp: " + e.getMessage(), e);
        }
    }

    /** Connects to the mail server once, so that a wrong setting is found now and not by the first user. */
    public Mailer mailer(Path home, InstantSource clock) {
        if (smtp == null) {
            if (passwordFile != null || authority != null) {
                throw HpcException.invalid("--smtp-password-file and --smtp-ca-file need --smtp");
            }
            return new FolderMailer(home.resolve("mail"), System.out, clock);
        }
        if (from == null) {
            throw HpcException.invalid("--smtp needs --mail-from, an address the mail server sends for");
        }
        try {
            SmtpServer server = withPassword(SmtpServer.parse(smtp));
            SmtpMailer mailer = authority == null
                    ? new SmtpMailer(server, from, clock)
                    : new SmtpMailer(server, from, clock, Pem.trusting(authority));
            mailer.check();
            return mailer;
        } catch (IllegalArgumentException e) {
            throw new HpcException(ErrorCode.INVALID_PARAMS, "--smtp or --mail-from: " + e.getMessage(), e);
        } catch (MailException e) {
            throw new HpcException(ErrorCode.UNREACHABLE, e.reason(), e);
        }
    }

    private SmtpServer withPassword(SmtpServer server) {
        @Nullable String password = SmtpPassword.of(passwordFile, System.getenv(SmtpPassword.VARIABLE));
        if (server.password() != null) {
            if (password != null) {
                throw HpcException.invalid("the mail server's password is given twice: take it out of --smtp");
            }
            LOG.log(
                    Level.WARNING,
                    "the password in --smtp can be read in `ps` by every user of this host: use"
                            + " --smtp-password-file or $" + SmtpPassword.VARIABLE);
            return server;
        }
        if (server.user() == null) {
            if (password != null) {
                throw HpcException.invalid("--smtp names no user for the password: smtp://USER@HOST:PORT");
            }
            return server;
        }
        if (password == null) {
            throw HpcException.invalid(
                    "the user in --smtp has no password: give --smtp-password-file, or set $" + SmtpPassword.VARIABLE);
        }
        return server.withPassword(password);
    }
}
