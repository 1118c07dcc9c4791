package org.hpcdaemon.linux.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Who listens on TCP ports of this machine, as far as this process may look: at processes of its own user. */
public final class ListeningSockets {
    /** Of a socket that listens, in the column {@code st} of {@code /proc/net/tcp} (proc_net(5)). */
    private static final String LISTENING = "0A";

    private static final int IPV4_DIGITS = 8;

    private ListeningSockets() {}

    private record Listener(InetAddress address, String inode) {}

    /**
     * Where a process listens on that port: the address to connect to from this machine.
     *
     * @param of which processes, by their pids, count
     */
    public static Optional<InetAddress> on(int port, IntPredicate of) {
        List<Listener> listeners = new ArrayList<>();
        for (String file : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            try (var lines = Files.lines(Path.of(file), StandardCharsets.ISO_8859_1)) {
                lines.skip(1).forEach(line -> parse(line, port).ifPresent(listeners::add));
            } catch (IOException _) {
                // A kernel without IPv6 has no such file.
            }
        }
        if (listeners.isEmpty()) {
            return Optional.empty();
        }
        int[] pids = ProcessTable.all().stream().mapToInt(ProcStat::pid).toArray();
        return listeners.stream()
                .filter(listener -> IntStream.of(pids)
                        .filter(pid -> holds(pid, listener.inode()))
                        .anyMatch(of))
                .map(Listener::address)
                .findFirst();
    }

    private static Optional<Listener> parse(String line, int port) {
        String[] columns = line.strip().split("\\s+", -1);
        String[] local = columns[1].split(":", -1);
        if (!columns[3].equals(LISTENING) || Integer.parseInt(local[1], 16) != port) {
            return Optional.empty();
        }
        return Optional.of(new Listener(reachable(local[0]), columns[9]));
    }

    /** The bytes of each 32 bits are in the processor's order: the last first. */
    private static InetAddress reachable(String hex) {
        byte[] written = HexFormat.of().parseHex(hex);
        byte[] address = new byte[written.length];
        IntStream.range(0, written.length).forEach(at -> address[at] = written[(at & ~3) + 3 - (at & 3)]);
        try {
            InetAddress at = InetAddress.getByAddress(address);
            if (!at.isAnyLocalAddress()) {
                return at;
            }
            // Also by IPv4, unless it was asked for IPv6 alone, which that file does not say.
            return hex.length() == IPV4_DIGITS ? InetAddress.ofLiteral("127.0.0.1") : InetAddress.ofLiteral("::1");
        } catch (UnknownHostException e) {
            throw new IllegalStateException("not an address: " + hex, e);
        }
    }

    private static boolean holds(int pid, String inode) {
        Path target = Path.of("socket:[" + inode + "]");
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors) {
                if (isTo(target, descriptor)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            // It has ended meanwhile, or is another user's.
        }
        return false;
    }

    private static boolean isTo(Path target, Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(target);
        } catch (IOException _) {
            return false; // closed meanwhile: the others still count
        }
    }
}
