package org.hpcdaemon.platform.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.platform.account.SignInPolicy;
import org.hpcdaemon.platform.app.PlatformConfig;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a platform is served, and for whom. Each method throws {@link HpcException} for what does not fit. */
final class ServingOptions {
    @Option(
            names = "--metrics-listen",
            paramLabel = "HOST:PORT",
            description = "Serve GET /metrics for Prometheus, at an address that only this machine reaches.")
    private @Nullable String metricsListen;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7700",
            description = "Where to listen (default: ${DEFAULT-VALUE}); port 0 picks a free one.")
    private String listen = "";

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "As clients see it, where that is not the listen address.")
    private @Nullable URI publicUrl;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "The certificate chain, PEM.")
    private @Nullable Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its unencrypted PKCS#8 key, PEM.")
    private @Nullable Path tlsKey;

    @Option(
            names = "--allow",
            paramLabel = "EMAIL|@DOMAIN",
            arity = "1..*",
            description = "Who may sign in. Without it: on loopback the first who does, else nobody.")
    private List<String> allowed = List.of();

    @Option(names = "--open-registration", description = "Let everybody sign in.")
    private boolean open;

    @Option(
            names = "--behind-proxy",
            description = "A proxy in front does TLS and adds the client's address to X-Forwarded-For.")
    private boolean behindProxy;

    PlatformConfig config(Path home) {
        ListenAddress address = address();
        PlatformConfig.TlsFiles tls = tls();
        if (!address.isLoopback() && tls == null && !behindProxy) {
            throw HpcException.invalid("--listen " + listen + " can be reached by others, and keys would pass in the"
                    + " clear: add --tls-cert and --tls-key, or --behind-proxy if a proxy does TLS");
        }
        return new PlatformConfig(
                home, address.host(), address.port(), publicUrl(), tls, behindProxy, PlatformConfig.USUAL_PATIENCE);
    }

    /** Metrics ask for no key, so only this machine may reach them. */
    @Nullable
    ListenAddress metricsAddress() {
        if (metricsListen == null) {
            return null;
        }
        ListenAddress address = ListenAddress.parse("--metrics-listen", metricsListen);
        if (!address.isLoopback()) {
            throw HpcException.invalid(
                    "--metrics-listen " + metricsListen + " can be reached by others, and metrics ask for no"
                            + " key: name a loopback address, such as 127.0.0.1:9464");
        }
        return address;
    }

    SignInPolicy policy() {
        return SignInPolicy.of(allowed, open, address().isLoopback() && !behindProxy);
    }

    private ListenAddress address() {
        return ListenAddress.parse("--listen", listen);
    }

    private @Nullable URI publicUrl() {
        URI url = publicUrl;
        if (url != null
                && (!List.of("http", "https").contains(String.valueOf(url.getScheme()))
                        || url.getHost() == null
                        || url.getQuery() != null
                        || url.getFragment() != null)) {
            throw HpcException.invalid("--public-url " + url + " is none; expected https://HOST[:PORT][/PATH]");
        }
        return url;
    }

    private PlatformConfig.@Nullable TlsFiles tls() {
        if (tlsCertificate != null && tlsKey != null) {
            return new PlatformConfig.TlsFiles(tlsCertificate, tlsKey);
        }
        if (tlsCertificate != null || tlsKey != null) {
            throw HpcException.invalid("--tls-cert and --tls-key go together");
        }
        return null;
    }
}
