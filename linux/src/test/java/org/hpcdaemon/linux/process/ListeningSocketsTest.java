package org.hpcdaemon.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListeningSocketsTest {
    private static final int SELF = (int) ProcessHandle.current().pid();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3"})
    void theAddressOfAListenerIsFoundByItsProcess(String address) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            assertThat(ListeningSockets.on(server.getLocalPort(), pid -> pid == SELF)
                            .map(InetAddress::getHostAddress))
                    .hasValueSatisfying(found -> assertThat(found).endsWith(address));
            assertThat(ListeningSockets.on(server.getLocalPort(), pid -> pid != SELF))
                    .isEmpty();
        }
    }

    @Test
    void oneThatListensEverywhereIsReachedByLoopback() throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            assertThat(ListeningSockets.on(server.getLocalPort(), pid -> pid == SELF))
                    .hasValueSatisfying(
                            found -> assertThat(found.isLoopbackAddress()).isTrue());
        }
    }

    @Test
    void aConnectionIsNoListener() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0)) {
            port = server.getLocalPort();
        }
        assertThat(ListeningSockets.on(port, pid -> pid == SELF)).isEmpty();
    }
}
