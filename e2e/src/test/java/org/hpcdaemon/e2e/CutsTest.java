package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.client.ShellAttachment;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Progress;
import org.hpcdaemon.e2e.world.World;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live shell loses no byte, in either direction, whatever happens to the connections between. */
@Order(1)
final class CutsTest {
    private static final int BYTES = 100_000_000;
    private static final int CUTS = 200;
    private static final int PIECE = 40_000;

    // The terminal passes bytes as they are, both ways at the same time; the sum of what was typed comes last.
    private static final String SCRIPT = """
            stty raw -echo -opost
            printf BEGIN
            cat output &
            head -c $1 >input
            wait
            sha256sum <input
            """;

    private final Progress progress = new Progress();

    @Test
    void aHundredMegabytesEachWayThroughTwoHundredCuts(@TempDir Path folder) throws Exception {
        try (World world = World.start(CutsTest.class, folder)) {
            Daemon box = world.box();
            SplittableRandom random = new SplittableRandom(World.SEED);
            RandomGenerator typedBytes = random.split();
            Files.writeString(box.work().resolve("script"), SCRIPT);
            String sentSum;
            try (OutputStream output = Files.newOutputStream(box.work().resolve("output"))) {
                sentSum = write(random.split(), output, new Progress());
            }
            HpcClient client = world.client(world.platform().agentKey(World.ADA, "agent"));
            try (DaemonSession session = client.connect(box.id())) {
                RemoteShell shell = session.openShell();
                ShellAttachment terminal = shell.attach(0L);
                terminal.input().write(("bash script " + BYTES + "\n").getBytes(StandardCharsets.US_ASCII));
                new Terminal(terminal.output()).skipTo("BEGIN");
                long start = System.nanoTime();

                Cutter cutter = new Cutter(world, random.split(), progress, CUTS, 2L * BYTES / CUTS);
                Thread cutting = Thread.ofVirtual().start(cutter::run);
                CompletableFuture<String> typedSum = new CompletableFuture<>();
                Thread.ofVirtual().start(() -> type(terminal.input(), typedBytes, typedSum));
                String receivedSum = read(terminal.output());
                String arrivedSum = new String(terminal.output().readNBytes(64), StandardCharsets.US_ASCII);
                cutting.interrupt();
                cutting.join();

                World.note("2 x 100 MB of a live shell through %d cuts in %.1f s (seed %d)"
                        .formatted(cutter.cuts(), seconds(start), World.SEED));
                assertThat(receivedSum).isEqualTo(sentSum);
                assertThat(arrivedSum).isEqualTo(typedSum.join());
                assertThat(cutter.cuts()).isGreaterThanOrEqualTo(CUTS);
            }
        }
    }

    private void type(OutputStream to, RandomGenerator bytes, CompletableFuture<String> sum) {
        try {
            sum.complete(write(bytes, to, progress));
        } catch (IOException | NoSuchAlgorithmException e) {
            sum.completeExceptionally(e);
        }
    }

    /** Writes random bytes. Answers their SHA-256. */
    private static String write(RandomGenerator random, OutputStream to, Progress progress)
            throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] piece = new byte[PIECE];
        for (int left = BYTES; left > 0; left -= piece.length) {
            random.nextBytes(piece);
            digest.update(piece);
            to.write(piece);
            progress.add(piece.length);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Reads as many. Answers their SHA-256. */
    private String read(InputStream from) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] piece = new byte[PIECE];
        int left = BYTES;
        while (left > 0) {
            int count = from.read(piece, 0, Math.min(left, piece.length));
            assertThat(count).as("end of output with %d bytes missing", left).isPositive();
            digest.update(piece, 0, count);
            progress.add(count);
            left -= count;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / (double) Duration.ofSeconds(1).toNanos();
    }
}
