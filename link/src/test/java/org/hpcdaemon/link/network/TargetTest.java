package org.hpcdaemon.link.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hpcdaemon.protocol.error.HpcException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:7700", "http://localhost:1", "http://[::1]:7700", "https://hpc.example.org"})
    void loopbackOrTlsIsAccepted(String url) {
        assertThat(Target.of(url).toString()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hpc.example.org",
                "http://10.0.0.1",
                "http://127.0.0.1.example.org",
                "http://localhost.example.org"
            })
    void plainHttpToAnotherMachineIsRefused(String url) {
        assertThatThrownBy(() -> Target.of(url))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("https://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hpc.example.org", "ftp://x", "https://", "https:// x"})
    void whatIsNoUrlIsRefusedWithAClearError(String url) {
        assertThatThrownBy(() -> Target.of(url)).isInstanceOf(HpcException.class);
    }

    @Test
    void routesKeepTheBasePathAndTheSecurity() {
        Target target = Target.of("https://example.org/hpc-platform/");
        assertThat(target.webSocket("/hpc/daemon")).hasToString("wss://example.org/hpc-platform/hpc/daemon");
        assertThat(target.http("/hpc/health")).hasToString("https://example.org/hpc-platform/hpc/health");
    }
}
