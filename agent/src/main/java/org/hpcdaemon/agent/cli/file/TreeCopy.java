package org.hpcdaemon.agent.cli.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteCommand;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.exec.ExecResult;

/**
 * Copies a directory as a tar stream. There tar(1) runs as a command of the agent's, and so within its limits; here it refuses names that
 * lead outside.
 */
final class TreeCopy {
    private final PrintStream err;

    TreeCopy(PrintStream err) {
        this.err = err;
    }

    FileCopy.Copied upload(Path from, DaemonSession session, Place.Remote to) throws IOException {
        String target = into(session, to, String.valueOf(from.toRealPath().getFileName()));
        RemoteCommand there = session.execWithStdin(List.of("tar", "-x", "-f", "-", "-C", target));
        Process here = start("tar", "-c", "-f", "-", "-C", from.toString(), ".");
        CompletableFuture<Long> sent = CompletableFuture.supplyAsync(
                () -> {
                    try (InputStream in = here.getInputStream();
                            OutputStream out = there.stdin()) {
                        return in.transferTo(out);
                    } catch (IOException e) {
                        return -1L; // that tar has ended, and says why
                    }
                },
                task -> Thread.ofVirtual().start(task));
        ExecResult ended = there.transferTo(OutputStream.nullOutputStream(), err);
        here.destroy();
        check(ended, here);
        return new FileCopy.Copied(from.toString(), to.daemon() + ":" + target, sent.join(), null);
    }

    /** A directory that is there is copied into; else the copy gets the name. */
    private static String into(DaemonSession session, Place.Remote to, String name) {
        String target = session.files().isDirectory(to.path()) ? to.child(name).path() : to.path();
        return session.files().makeDirectories(target).path().text();
    }

    FileCopy.Copied download(DaemonSession session, Place.Remote from, Path to) throws IOException {
        Path target = Files.createDirectories(Files.isDirectory(to) ? to.resolve(from.name()) : to);
        RemoteCommand there = session.exec(List.of("tar", "-c", "-f", "-", "-C", from.path(), "."));
        Process here = start("tar", "-x", "-f", "-", "-C", target.toString());
        long[] count = {0};
        ExecResult ended;
        try (OutputStream out = here.getOutputStream()) {
            ended = there.transferTo(new Counting(out, count), err);
        }
        check(ended, here);
        return new FileCopy.Copied(from.daemon() + ":" + from.path(), target.toString(), count[0], null);
    }

    private static Process start(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new IOException("no tar on this machine, which copies directories: " + e.getMessage(), e);
        }
    }

    private static void check(ExecResult there, Process here) {
        try {
            if (!Integer.valueOf(0).equals(there.exitCode()) || here.waitFor() != 0) {
                throw new HpcException(
                        ErrorCode.CONFLICT, "tar did not copy all of it; what it said is above, and the rest is there");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HpcException(ErrorCode.INTERNAL, "interrupted", e);
        }
    }

    private static final class Counting extends OutputStream {
        private final OutputStream out;
        private final long[] count;

        private Counting(OutputStream out, long[] count) {
            this.out = out;
            this.count = count;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            count[0] += length;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }
    }
}
