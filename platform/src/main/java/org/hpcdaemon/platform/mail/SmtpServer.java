package org.hpcdaemon.platform.mail;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A mail server as {@code smtp[s]://user:password@host:port} names it; user and password percent-encoded.
 *
 * @param password absent where the URL has none, even if it names a user
 * @param implicitTls {@code smtps}: TLS from the first byte (RFC 8314). Otherwise STARTTLS, and nothing in clear
 *     over a network: a server that does not offer it is refused, since a man in the middle could hide the offer.
 * @param trusted the server is this machine: TLS is used if offered, with whatever certificate, and not required
 */
public record SmtpServer(
        boolean implicitTls,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        boolean trusted) {
    /** RFC 8314, and RFC 6409 for those who sign in; a server on the way (RFC 5321) otherwise. */
    private static final int SUBMISSIONS = 465;

    private static final int SUBMISSION = 587;
    private static final int RELAY = 25;

    /** For each step of the dialogue: greylisting and slow look-ups pass, and a person waits for the answer. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Throws {@link IllegalArgumentException} saying the form; the URL is not repeated, it holds a password. */
    public static SmtpServer parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw malformed();
        }
        @Nullable String scheme = uri.getScheme();
        @Nullable String host = uri.getHost();
        boolean path = uri.getRawPath() != null
                && !uri.getRawPath().isEmpty()
                && !uri.getRawPath().equals("/");
        if (scheme == null || host == null || path || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw malformed();
        }
        boolean tls = switch (scheme.toLowerCase(Locale.ROOT)) {
            case "smtps" -> true;
            case "smtp" -> false;
            default -> throw malformed();
        };
        @Nullable String user = null;
        @Nullable String password = null;
        @Nullable String credentials = uri.getRawUserInfo();
        if (credentials != null) {
            String[] parts = credentials.split(":", 2);
            if (parts[0].isEmpty()) {
                throw malformed();
            }
            user = decoded(parts[0]);
            password = parts.length == 1 ? null : decoded(parts[1]);
        }
        int standard = tls ? SUBMISSIONS : user == null ? RELAY : SUBMISSION;
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new SmtpServer(tls, bare, uri.getPort() < 0 ? standard : uri.getPort(), user, password, local(bare));
    }

    /** With the password that came by another way than the URL. */
    public SmtpServer withPassword(String other) {
        return new SmtpServer(implicitTls, host, port, user, other, trusted);
    }

    /** With TLS required and the certificate checked, wherever it is. */
    SmtpServer distrusted() {
        return new SmtpServer(implicitTls, host, port, user, password, false);
    }

    /** What Jakarta Mail's {@code smtp} transport is told. */
    Properties properties(Duration timeout) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", host);
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        properties.setProperty("mail.smtp.auth", Boolean.toString(user != null));
        properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(implicitTls));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(!implicitTls));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(!implicitTls && !trusted));
        if (trusted && !implicitTls) {
            properties.setProperty("mail.smtp.ssl.trust", "*"); // Local servers show certificates made at installation.
            properties.setProperty("mail.smtp.ssl.checkserveridentity", "false");
        }
        String millis = Long.toString(timeout.toMillis());
        properties.setProperty("mail.smtp.connectiontimeout", millis);
        properties.setProperty("mail.smtp.timeout", millis);
        properties.setProperty("mail.smtp.writetimeout", millis);
        return properties;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return (implicitTls ? "smtps://" : "smtp://") + host + ":" + port;
    }

    private static boolean local(String host) {
        try {
            return host.equalsIgnoreCase("localhost")
                    || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false; // A name is never taken for this machine: what it resolves to may change.
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("not a mail server; expected smtp://HOST:PORT or"
                + " smtps://USER:PASSWORD@HOST:PORT, with special characters percent-encoded");
    }
}
