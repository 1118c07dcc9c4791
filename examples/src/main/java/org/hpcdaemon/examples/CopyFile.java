package org.hpcdaemon.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteCommand;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.exec.ExecResult;

/** Copies a file into the daemon's working directory and back, through a command's streams: of any size, in little memory. */
final class CopyFile {
    private CopyFile() {}

    public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
        if (arguments.length != 2) {
            System.err.println("usage: CopyFile DAEMON FILE");
            System.exit(2);
        }
        Path file = Path.of(arguments[1]);
        Path back = Path.of(file + ".back");
        String name = file.getFileName().toString();
        try (HpcClient client = HpcClient.fromEnvironment();
                DaemonSession session = client.connect(new DaemonId(arguments[0]))) {
            put(session, file, name);
            get(session, name, back);
            System.out.println(sum(file) + "  " + file);
            succeeded(session.exec("sha256sum", name).transferTo(System.out, System.err));
            System.out.println(sum(back) + "  " + back);
        }
        if (!sum(file).equals(sum(back))) {
            throw new IOException(back + " differs from " + file);
        }
    }

    private static void put(DaemonSession session, Path from, String to) throws IOException {
        RemoteCommand cat = session.execWithStdin(List.of("sh", "-c", "cat >\"$1\"", "sh", to));
        try (OutputStream stdin = cat.stdin()) {
            Files.copy(from, stdin);
        }
        succeeded(cat.transferTo(System.out, System.err));
    }

    private static void get(DaemonSession session, String from, Path to) throws IOException {
        try (OutputStream out = Files.newOutputStream(to)) {
            succeeded(session.exec("cat", from).transferTo(out, System.err));
        }
    }

    private static void succeeded(ExecResult result) throws IOException {
        if (!Integer.valueOf(0).equals(result.exitCode())) {
            throw new IOException("a command on the daemon failed: " + result);
        }
    }

    private static String sum(Path file) throws IOException, NoSuchAlgorithmException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }
}
