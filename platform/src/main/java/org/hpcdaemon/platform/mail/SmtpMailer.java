package org.hpcdaemon.platform.mail;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.eclipse.angus.mail.util.MailConnectException;

/** Sends through a mail server, one connection for each mail: codes are rare, idle connections are cut. Thread-safe. */
public final class SmtpMailer implements Mailer {
    /** RFC 5321 4.2.3. */
    private static final int ACCEPTED = 250;

    private final SmtpServer server;
    private final InternetAddress from;
    private final InstantSource clock;
    private final Session session;

    /**
     * Trusts the authorities that Java knows.
     *
     * @param from the sender, as the server accepts it; throws {@link IllegalArgumentException} if it is no address
     */
    public SmtpMailer(SmtpServer server, String from, InstantSource clock) {
        this(server, from, clock, (SSLSocketFactory) SSLSocketFactory.getDefault(), SmtpServer.TIMEOUT);
    }

    /** Takes the server's certificate by that TLS alone, even if the server is this machine. */
    public SmtpMailer(SmtpServer server, String from, InstantSource clock, SSLContext tls) {
        this(server.distrusted(), from, clock, tls.getSocketFactory(), SmtpServer.TIMEOUT);
    }

    SmtpMailer(SmtpServer server, String from, InstantSource clock, SSLSocketFactory tls, Duration timeout) {
        this.server = server;
        this.from = Letter.sender(from);
        this.clock = clock;
        Properties properties = server.properties(timeout);
        properties.setProperty("mail.from", this.from.getAddress()); // Its domain, not this host's, is in Message-ID.
        if (!server.trusted() || server.implicitTls()) {
            properties.put("mail.smtp.ssl.socketFactory", tls);
        }
        this.session = Session.getInstance(properties);
    }

    @Override
    public void send(Mail mail) throws MailException {
        try (SMTPTransport transport = connected()) {
            MimeMessage message = Letter.of(session, from, mail, clock.instant());
            transport.sendMessage(message, new Address[] {new InternetAddress(mail.to(), true)});
        } catch (MessagingException e) {
            throw explained(e);
        }
    }

    /** Connects, encrypts, signs in and offers the sender, and sends nothing: so that a wrong setting is found. */
    @Override
    public void check() throws MailException {
        try (SMTPTransport transport = connected()) {
            if (transport.simpleCommand("MAIL FROM:<" + from.getAddress() + ">") != ACCEPTED) {
                throw new SendFailedException(transport.getLastServerResponse());
            }
            transport.issueCommand("RSET", ACCEPTED);
        } catch (MessagingException e) {
            throw explained(e);
        }
    }

    private SMTPTransport connected() throws MessagingException {
        SMTPTransport transport = new SMTPTransport(session, new URLName("smtp", server.host(), -1, null, null, null));
        transport.connect(server.user(), server.password());
        return transport;
    }

    private MailException explained(MessagingException e) {
        String said = String.valueOf(e.getMessage()).strip();
        Throwable deepest = deepest(e);
        String why = String.valueOf(deepest.getMessage()).strip();
        String what = switch (e) {
            case AuthenticationFailedException _ ->
                "refuses the user or password: check the user in --smtp and its password (it says: " + said + ")";
            case MailConnectException _ -> "cannot be reached: check host and port in --smtp (" + why + ")";
            case SendFailedException _ ->
                "refuses the mail: check that it may send as " + from.getAddress() + " (it says: " + why + ")";
            default ->
                switch (deepest) {
                    case SocketTimeoutException _ -> "does not answer: check host and port in --smtp, or try later";
                    case GeneralSecurityException _, SSLException _ ->
                        "has a certificate that is not trusted (--smtp-ca-file names an authority's), or does not speak TLS as"
                                + " expected (" + why + ")";
                    default ->
                        said.contains("STARTTLS")
                                ? "does not offer STARTTLS, and nothing is sent in clear: use smtps://"
                                : "failed: " + why;
                };
        };
        return new MailException("the mail server " + server + " " + what, e);
    }

    private static Throwable deepest(MessagingException e) {
        Throwable last = e;
        while (true) {
            Throwable next = last instanceof MessagingException m && m.getNextException() != null
                    ? m.getNextException()
                    : last.getCause();
            if (next == null || next.equals(last)) {
                return last;
            }
            last = next;
        }
    }
}
