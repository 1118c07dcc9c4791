package org.hpcdaemon.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
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
    void itIsFoundWhileItsProcessClosesOtherFiles() throws IOException {
        List<InputStream> files = opened();
        AtomicBoolean over = new AtomicBoolean();
        // Its descriptor is looked at after those of the files.
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().start(() -> {
                close(files);
                while (!over.get()) {
                    close(opened());
                }
            });
            for (int look = 0; look < 50; look++) {
                assertThat(ListeningSockets.on(server.getLocalPort(), pid -> pid == SELF))
                        .isPresent();
            }
        } finally {
            over.set(true);
        }
    }

    private static List<InputStream> opened() {
        return IntStream.range(0, 500)
                .mapToObj(_ -> {
                    try {
                        return Files.newInputStream(Path.of("/dev/null"));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private static void close(List<InputStream> files) {
        for (InputStream file : files) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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
