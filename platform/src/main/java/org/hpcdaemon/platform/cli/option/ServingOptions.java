package org.hpcdaemon.platform.cli.option;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.platform.account.SignInPolicy;
import org.hpcdaemon.platform.app.PlatformConfig;
import org.hpcdaemon.platform.download.DownloadFolder;
import org.hpcdaemon.platform.webhook.Destinations;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a platform is served, and for whom. Each method throws {@link HpcException} for what does not fit. */
public final class ServingOptions {
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
            description = "Who may sign in. Without it: on loopback the first who does, elsewhere no one.")
    private List<String> allowed = List.of();

    @Option(names = "--open-registration", description = "Let anyone sign in.")
    private boolean open;

    @Option(
            names = "--behind-proxy",
            description = "A proxy in front does TLS and adds the client's address to X-Forwarded-For.")
    private boolean behindProxy;

    @Option(
            names = "--webhooks",
            paramLabel = "WHERE",
            defaultValue = "off",
            description = {
                "Where agents may have their wake-ups sent (default: ${DEFAULT-VALUE}): off;",
                "public: by HTTPS to public addresses; anywhere: also into this host's networks."
            })
    private String webhooks = "off";

    @Option(
            names = "--downloads",
            paramLabel = "DIR",
            description = "Offer users the archives in DIR, as ./release makes them, and GET /install.sh.")
    private @Nullable Path downloads;

    private Destinations destinations() {
        return switch (webhooks) {
            case "off" -> Destinations.NOWHERE;
            case "public" -> Destinations.PUBLIC;
            case "anywhere" -> Destinations.ANYWHERE;
            default ->
                throw HpcException.invalid("--webhooks " + webhooks + " is invalid; give off, public or anywhere");
        };
    }

    public PlatformConfig config(Path home) {
        ListenAddress address = address();
        PlatformConfig.TlsFiles tls = tls();
        if (!address.isLoopback() && tls == null && !behindProxy) {
            throw HpcException.invalid("--listen " + listen + " can be reached by others, and keys would pass in the"
                    + " clear: add --tls-cert and --tls-key, or --behind-proxy if a proxy does TLS");
        }
        return new PlatformConfig(
                home,
                address.host(),
                address.port(),
                publicUrl(),
                tls,
                behindProxy,
                destinations(),
                downloads == null ? null : new DownloadFolder(downloads),
                PlatformConfig.DEFAULT_REQUEST_TIMEOUT);
    }

    /** Metrics ask for no key, so only this machine may reach them. */
    @Nullable
    public ListenAddress metricsAddress() {
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

    public SignInPolicy policy() {
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
            throw HpcException.invalid(
                    "--public-url " + url + " cannot be used by clients; expected https://HOST[:PORT][/PATH]");
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
