package org.hpcdaemon.link.network;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How connections leave this machine: through which proxy, and whose certificates they believe. The proxy is that of
 * {@code HTTPS_PROXY}, with the exceptions of {@code NO_PROXY}, in either case of letters. {@code HTTP_PROXY} is for
 * plain {@code http}, which goes to this machine alone ({@link Target}) and never through a proxy: the key would pass it
 * in clear. Thread-safe.
 */
public final class Network {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Java tells no proxy a password for a tunnel unless this names the schemes that stay forbidden. */
    private static final String FORBIDDEN_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    private final @Nullable HttpProxy proxy;
    private final NoProxy exceptions;
    private final @Nullable SSLContext trust;

    private Network(@Nullable HttpProxy proxy, NoProxy exceptions, @Nullable SSLContext trust) {
        this.proxy = proxy;
        this.exceptions = exceptions;
        this.trust = trust;
    }

    /** As this process's environment says, with Java's own list of authorities. */
    public static Network here() {
        return of(System.getenv(), null);
    }

    /**
     * Throws {@link org.hpcdaemon.protocol.error.HpcException} that names the variable or file that is wrong. A proxy
     * with a password needs a setting of the JVM, which this makes unless it is made already; that has no effect after
     * the JVM's first HTTP client.
     *
     * @param caFile certificates of further authorities (PEM), such as a company's own
     */
    public static Network of(Map<String, String> environment, @Nullable Path caFile) {
        Optional<HttpProxy> proxy =
                value(environment, "HTTPS_PROXY").map(value -> HttpProxy.parse("HTTPS_PROXY", value));
        if (proxy.isPresent() && proxy.get().credentials() != null && System.getProperty(FORBIDDEN_SCHEMES) == null) {
            System.setProperty(FORBIDDEN_SCHEMES, "");
        }
        return new Network(
                proxy.orElse(null),
                NoProxy.parse(value(environment, "NO_PROXY").orElse("")),
                caFile == null ? null : Authorities.with(caFile));
    }

    /** The small letters first, as curl does. */
    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name.toLowerCase(Locale.ROOT)))
                .filter(value -> !value.isBlank())
                .or(() -> Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank()))
                .map(String::strip);
    }

    /** For HTTP/1.1 and WebSockets. It follows no redirect: a key goes to the named host or nowhere. */
    public HttpClient.Builder client() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT);
        if (proxy != null) {
            builder.proxy(new Selector());
        }
        return trust == null ? builder : builder.sslContext(trust);
    }

    /** Whose certificates a server must show. */
    public SSLContext tls() {
        try {
            return trust == null ? SSLContext.getDefault() : trust;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java's own TLS does not work: " + e.getMessage(), e);
        }
    }

    /** The proxy on the way there; empty if there is none. */
    public Optional<HttpProxy> proxyFor(URI uri) {
        return Optional.ofNullable(proxy).filter(_ -> !Target.isLoopback(uri.getHost()) && !exceptions.covers(uri));
    }

    /** What a request to that URI carries for the proxy on its way, which takes it off. */
    public Map<String, String> headers(URI uri) {
        return proxyFor(uri)
                .map(HttpProxy::authorization)
                .map(value -> Map.of("Proxy-Authorization", value))
                .orElse(Map.of());
    }

    private final class Selector extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            return List.of(proxyFor(uri).map(HttpProxy::address).orElse(Proxy.NO_PROXY));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // The connection attempt fails, and its caller gets the error.
        }
    }
}
