package org.hpcdaemon.tools.view;

import java.time.Duration;
import java.util.Locale;
import org.hpcdaemon.client.RemoteRun;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.text.Excerpt;

/** A run as a model reads it: how it is on one line, then what it printed, each output by itself. */
public final class RunText {
    /** Of two outputs that are too long together, the part that standard error gets at least. */
    private static final int STDERR_PART = 4;

    private RunText() {}

    /** One that has ended, from its answer. */
    public static String ended(Handle.Run run, ExecResult result, int most) {
        Excerpt out = result.stdout() == null ? Excerpt.whole(new byte[0]) : Excerpt.of(result.stdout());
        Excerpt err = result.stderr() == null ? Excerpt.whole(new byte[0]) : Excerpt.of(result.stderr());
        return how(result) + " · " + seconds(result.durationMs()) + " · " + run + "\n" + outputs(run, out, err, most);
    }

    /** One that is found again, from what its daemon knows and keeps. */
    public static String found(Handle.Run id, RemoteRun run, ExecInfo info, int most) {
        ExecResult result = info.result();
        String head = switch (info.state()) {
            case RUNNING -> "running";
            case ENDED ->
                result == null
                        ? "ended; its outcome is no longer known"
                        : how(result) + " · " + seconds(result.durationMs());
            case REFUSED -> "not started: " + info.message();
            case LOST -> "lost: its daemon ended while it ran, and ended it too; see what it did before you repeat it";
        };
        return head + " · " + id + "\n" + (info.stdoutBytes() == null ? "" : kept(id, run, most));
    }

    /** What it has printed until now, where its daemon keeps that. */
    public static String kept(Handle.Run id, RemoteRun run, int most) {
        try {
            return outputs(id, excerpt(run, LogStream.STDOUT, most), excerpt(run, LogStream.STDERR, most), most);
        } catch (HpcException e) {
            if (e.code() == ErrorCode.METHOD_NOT_FOUND) {
                return "(its daemon is too old to show what it has printed so far)";
            }
            throw e;
        }
    }

    private static Excerpt excerpt(RemoteRun run, LogStream stream, int most) {
        LogChunk end = run.output(stream, null, most, Duration.ZERO);
        if (end.from() == 0) {
            return Excerpt.whole(end.data().toArray());
        }
        byte[] head = run.output(
                        stream, 0L, Math.min(Excerpt.headOf(most) + 1, (int) Math.min(end.from(), most)), Duration.ZERO)
                .data()
                .toArray();
        return new Excerpt(head, end.from() - head.length, end.data().toArray());
    }

    private static String outputs(Handle.Run run, Excerpt out, Excerpt err, int most) {
        long forErr = Math.min(err.size(), Math.max(most / STDERR_PART, most - out.size()));
        String text = section(run, "stdout", out, most - (int) forErr) + section(run, "stderr", err, (int) forErr);
        return text.stripTrailing();
    }

    private static String section(Handle.Run run, String stream, Excerpt output, int most) {
        if (output.size() == 0) {
            return stream + " 0 B\n";
        }
        String rest = "output{id:\"" + run + "\", stream:\"" + stream + "\", from:";
        String text = output.text(most, rest);
        return stream + " " + bytes(output.size()) + ":\n" + text + (text.endsWith("\n") ? "" : "\n");
    }

    public static String how(ExecResult result) {
        String end = result.exitCode() == null ? "ended by signal " + result.signal() : "exit " + result.exitCode();
        return end + (result.timedOut() ? " (time limit)" : "") + (result.cancelled() ? " (stopped)" : "");
    }

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    static String bytes(long count) {
        return String.format(Locale.ROOT, "%,d B", count);
    }
}
