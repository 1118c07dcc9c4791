package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.Program;
import org.hpcdaemon.e2e.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Thousands of connections without a key, kept alive, against a platform as it is started: in a heap of 256 MB. */
@Isolated("it opens thousands of sockets, and measures")
final class ConnectionFloodTest {
    private static final int CONNECTIONS = 5000;

    /** Below an address's share, a tenth of 10,000. */
    private static final int PER_ADDRESS = 500;

    /** Well before the platform ends a silent one. */
    private static final long REPEAT_NANOS = Duration.ofSeconds(4).toNanos();

    private static final byte[] REQUEST = String.join(
                    "\r\n",
                    "GET /hpc/health HTTP/1.1",
                    "Host: platform.example.org",
                    "Accept: */*",
                    "User-Agent: flood/1.0",
                    "X-One: 1",
                    "X-Two: 2",
                    "",
                    "")
            .getBytes(StandardCharsets.US_ASCII);

    private static final class KeptAlive {
        private final SocketChannel channel;
        private long sent;

        KeptAlive(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private final List<KeptAlive> flood = new ArrayList<>();
    private World world;

    @BeforeEach
    void start(@TempDir Path folder) {
        assumeTrue(files() >= 2 * CONNECTIONS, "needs `ulimit -Hn` of " + 2 * CONNECTIONS + " here, not " + files());
        world = World.start(ConnectionFloodTest.class, folder);
    }

    @AfterEach
    void stop() throws IOException {
        for (KeptAlive one : flood) {
            one.channel.close();
        }
        if (world != null) {
            world.close();
        }
    }

    @Test
    void othersAreServedBesideThousandsOfConnectionsThatAreKeptAlive() throws IOException {
        Program platform = world.platform().program();
        long before = platform.residentKiB();

        for (int i = 0; i < CONNECTIONS; i++) {
            open("127.0.1." + (1 + i / PER_ADDRESS));
            if (i % 250 == 0) {
                keepAlive();
            }
        }
        keepAlive();
        long resident = platform.residentKiB();
        int held = held();
        world.box();
        String key = world.platform().agentKey(World.ADA, "agent");
        keepAlive();
        Outcome<String> outcome = world.hpc(key, "exec", "box", "--", "echo", "served");

        assertThat(outcome.out()).as(outcome.err()).isEqualTo("served\n");
        assertThat(platform.isAlive()).isTrue();
        assertThat(platform.output()).doesNotContain("OutOfMemoryError");
        World.note("a platform with " + held + " idle connections kept alive: " + resident / 1024 + " MiB resident, "
                + before / 1024 + " before");
    }

    @Test
    void oneAddressHasItsShareAndTheLogSaysSo() throws IOException {
        for (int i = 0; i < 1500; i++) {
            open("127.0.1.1");
        }

        world.box();

        assertThat(held()).isLessThanOrEqualTo(1100);
        await().until(() -> world.platform().program().output().contains("127.0.1.1 has its share of connections"));
    }

    private void open(String from) throws IOException {
        SocketChannel channel = SocketChannel.open();
        KeptAlive one = new KeptAlive(channel);
        flood.add(one);
        channel.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        channel.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), world.platform().port()));
        channel.configureBlocking(false);
        send(one);
    }

    /** Asks again on those that were silent for a while, as a client does that keeps its connection. */
    private void keepAlive() throws IOException {
        long now = System.nanoTime();
        for (KeptAlive one : flood) {
            if (now - one.sent > REPEAT_NANOS && isHeld(one)) {
                send(one);
            }
        }
    }

    private static void send(KeptAlive one) {
        try {
            one.channel.write(ByteBuffer.wrap(REQUEST));
            one.sent = System.nanoTime();
        } catch (IOException e) {
            one.sent = System.nanoTime(); // The platform ended it, as it may.
        }
    }

    private int held() throws IOException {
        int held = 0;
        for (KeptAlive one : flood) {
            held += isHeld(one) ? 1 : 0;
        }
        return held;
    }

    /** Reads what was answered. */
    private static boolean isHeld(KeptAlive one) throws IOException {
        ByteBuffer answers = ByteBuffer.allocate(16 << 10);
        try {
            int read = one.channel.read(answers);
            while (read > 0 && answers.hasRemaining()) {
                read = one.channel.read(answers);
            }
            if (read >= 0) {
                return true;
            }
        } catch (IOException e) {
            // Reset: ended as well.
        }
        one.channel.close();
        return false;
    }

    private static long files() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : 0;
    }
}
