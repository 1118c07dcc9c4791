package org.hpcdaemon.link.network;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that opens tunnels (HTTP CONNECT).
 *
 * @param credentials {@code user:password}, which only the proxy is told; absent if it wants none
 */
public record HttpProxy(String host, int port, @Nullable String credentials) {
    /** User and password end at the last "@", since people write passwords as they are. */
    private static final Pattern FORM = Pattern.compile(
            "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?:(?<user>.*)@)?(?<host>\\[[0-9A-Fa-f:.]+]|[^:/@\\[\\]]+)"
                    + "(?::(?<port>[0-9]{1,5}))?/?");

    /** What a URL means that names no port. */
    private static final int HTTP_PORT = 80;

    private static final int MAX_PORT = 65_535;

    /** Reads {@code [http://][USER:PASSWORD@]HOST[:PORT]}. Errors name the variable, not its value: it holds a password. */
    static HttpProxy parse(String variable, String value) {
        Matcher form = FORM.matcher(value);
        if (!form.matches()) {
            throw HpcException.invalid(
                    "the variable " + variable + " is not a proxy's URL; expected http://[USER:PASSWORD@]HOST:PORT");
        }
        String scheme = form.group("scheme");
        if (scheme != null && !scheme.equalsIgnoreCase("http")) {
            throw HpcException.invalid("the variable " + variable + " names a proxy of the kind " + scheme
                    + "://, which is not supported; expected http://[USER:PASSWORD@]HOST:PORT");
        }
        int port = form.group("port") == null ? HTTP_PORT : Integer.parseInt(form.group("port"));
        if (port < 1 || port > MAX_PORT) {
            throw HpcException.invalid(
                    "the variable " + variable + " names the port " + port + "; expected 1 to " + MAX_PORT);
        }
        return new HttpProxy(form.group("host"), port, decoded(form.group("user")));
    }

    private static @Nullable String decoded(@Nullable String user) {
        if (user == null || !user.contains("%")) {
            return user;
        }
        try {
            // Unlike in a form, a "+" here is a plus.
            return URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return user; // a password with a "%" that was not encoded
        }
    }

    Proxy address() {
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
    }

    /** The value of {@code Proxy-Authorization} (RFC 7617); absent without credentials. */
    @Nullable
    public String authorization() {
        return credentials == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
