package org.hpcdaemon.platform.cli;

import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where metrics are served, if anywhere. */
final class MetricsOption {
    @Option(
            names = "--metrics-listen",
            paramLabel = "HOST:PORT",
            description = "Serve GET /metrics for Prometheus, at an address that only this machine reaches.")
    private @Nullable String listen;

    /** Throws {@link HpcException} for an address that others reach: metrics ask for no key. */
    @Nullable
    ListenAddress address() {
        if (listen == null) {
            return null;
        }
        ListenAddress address = ListenAddress.parse("--metrics-listen", listen);
        if (!address.isLoopback()) {
            throw HpcException.invalid(
                    "--metrics-listen " + listen + " can be reached by others, and metrics ask for no"
                            + " key: name a loopback address, such as 127.0.0.1:9464");
        }
        return address;
    }
}
