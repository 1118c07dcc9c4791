package org.hpcdaemon.platform.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import org.hpcdaemon.platform.mail.FolderMailer;
import org.hpcdaemon.platform.mail.MailException;
import org.hpcdaemon.platform.mail.Mailer;
import org.hpcdaemon.platform.mail.SmtpMailer;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How sign-in codes are sent. */
final class MailOptions {
    @Option(
            names = "--smtp",
            paramLabel = "URL",
            description = {
                "smtp://user:password@host:587 or smtps://... Without it, mail is written to HOME/mail/",
                "and each code is printed."
            })
    private @Nullable String smtp;

    @Option(names = "--mail-from", paramLabel = "ADDRESS", description = "The sender, with --smtp.")
    private @Nullable String from;

    /** Connects to the mail server once, so that a wrong setting is found now and not by the first user. */
    Mailer mailer(Path home, InstantSource clock) {
        if (smtp == null) {
            return new FolderMailer(home.resolve("mail"), System.out, clock);
        }
        if (from == null) {
            throw HpcException.invalid("--smtp needs --mail-from, an address the mail server sends for");
        }
        try {
            SmtpMailer mailer = new SmtpMailer(smtp, from, clock);
            mailer.check();
            return mailer;
        } catch (IllegalArgumentException e) {
            throw new HpcException(ErrorCode.INVALID_PARAMS, "--smtp or --mail-from: " + e.getMessage(), e);
        } catch (MailException e) {
            throw new HpcException(ErrorCode.UNREACHABLE, e.reason(), e);
        }
    }
}
