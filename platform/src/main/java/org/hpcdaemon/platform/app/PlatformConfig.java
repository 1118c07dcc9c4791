package org.hpcdaemon.platform.app;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hpcdaemon.platform.download.DownloadFolder;
import org.hpcdaemon.platform.webhook.Destinations;
import org.jspecify.annotations.Nullable;

/**
 * How the platform is reached.
 *
 * @param host to listen on; a name or address
 * @param port 0 picks a free one
 * @param publicUrl as clients see it; absent: what it listens on
 * @param tls absent: plain HTTP, for loopback and behind a proxy
 * @param behindProxy whether the last address of X-Forwarded-For is the client's
 * @param webhooks where wake-ups may be sent
 * @param downloads what users may download; absent: nothing
 * @param patience how long a connection may take for a request's head, or be silent before it is a WebSocket
 */
public record PlatformConfig(
        Path home,
        String host,
        int port,
        @Nullable URI publicUrl,
        @Nullable TlsFiles tls,
        boolean behindProxy,
        Destinations webhooks,
        @Nullable DownloadFolder downloads,
        Duration patience) {
    /** Enough for a slow phone; a thousand silent clients are gone after this. */
    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** One that sends no webhooks and offers no downloads, as all do whose host says nothing of them. */
    public PlatformConfig(
            Path home,
            String host,
            int port,
            @Nullable URI publicUrl,
            @Nullable TlsFiles tls,
            boolean behindProxy,
            Duration patience) {
        this(home, host, port, publicUrl, tls, behindProxy, Destinations.NOWHERE, null, patience);
    }

    /** A certificate chain and its key, both PEM. */
    public record TlsFiles(Path certificate, Path key) {}
}
