package org.hpcdaemon.platform.mail;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.InstantSource;
import java.util.Properties;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.util.MailConnectException;

/** Sends through a mail server, one connection for each mail: codes are rare, idle connections are cut. Thread-safe. */
public final class SmtpMailer implements Mailer {
    private final SmtpServer server;
    private final InternetAddress from;
    private final InstantSource clock;
    private final Session session;

    /**
     * @param url {@code smtp[s]://user:password@host:port}; throws {@link IllegalArgumentException} for another form
     * @param from the sender, as the server accepts it
     */
    public SmtpMailer(String url, String from, InstantSource clock) {
        this(SmtpServer.parse(url), from, clock, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    SmtpMailer(SmtpServer server, String from, InstantSource clock, SSLSocketFactory tls) {
        this.server = server;
        this.from = Letter.sender(from);
        this.clock = clock;
        Properties properties = server.properties();
        if (!server.loopback() || server.implicitTls()) {
            properties.put("mail.smtp.ssl.socketFactory", tls);
        }
        this.session = Session.getInstance(properties);
    }

    @Override
    public void send(CodeMail mail) throws MailException {
        try (Transport transport = connected()) {
            MimeMessage message = Letter.of(session, from, mail, clock.instant());
            transport.sendMessage(message, new Address[] {new InternetAddress(mail.to(), true)});
        } catch (MessagingException e) {
            throw explained(e);
        }
    }

    /** Connects, encrypts and signs in, and sends nothing: so that a wrong setting is found at the start. */
    public void check() throws MailException {
        try (Transport transport = connected()) {
            assert transport.isConnected();
        } catch (MessagingException e) {
            throw explained(e);
        }
    }

    private Transport connected() throws MessagingException {
        Transport transport = session.getTransport("smtp");
        transport.connect(server.user(), server.password());
        return transport;
    }

    private MailException explained(MessagingException e) {
        String said = String.valueOf(e.getMessage()).strip();
        String what = switch (e) {
            case AuthenticationFailedException _ ->
                "refuses the user or password: check them in --smtp (it says: " + said + ")";
            case MailConnectException _ -> "cannot be reached: check host and port in --smtp (" + said + ")";
            case SendFailedException _ ->
                "refuses the mail: check that it may send as " + from.getAddress() + " (it says: " + deepest(e) + ")";
            default ->
                e.getCause() instanceof SSLException
                        ? "has a certificate that is not trusted, or does not speak TLS as expected (" + deepest(e)
                                + ")"
                        : said.contains("STARTTLS")
                                ? "does not offer STARTTLS, and nothing is sent in clear: use smtps://"
                                : "failed: " + deepest(e);
        };
        return new MailException("the mail server " + server + " " + what, e);
    }

    private static String deepest(MessagingException e) {
        Throwable last = e;
        while (true) {
            Throwable next = last instanceof MessagingException m && m.getNextException() != null
                    ? m.getNextException()
                    : last.getCause();
            if (next == null || next.equals(last)) {
                return String.valueOf(last.getMessage()).strip();
            }
            last = next;
        }
    }
}
