package org.hpcdaemon.agent.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.link.RehearsalPlatform;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.Captured;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcMessage;
import picocli.CommandLine.Command;

/**
 * Calls a platform of its own on loopback, with the verbs that are called most, and ends. The launcher records what that loads, so that
 * a real call finds it loaded.
 */
@Command(name = "rehearse", hidden = true, description = "Calls a platform on loopback, and ends.")
final class RehearseCommand implements Callable<Integer> {
    private static final String DAEMON = "rehearsal";
    private static final JobId JOB = new JobId("j_0000000000000000rehearsal");

    /** What the user has stored is not for rehearsals. */
    private static final String NO_FOLDER = "/nonexistent";

    private static final List<List<String>> CALLS = List.of(
            List.of("exec", DAEMON, "--", "true"),
            List.of("job", "submit", DAEMON, "--", "true"),
            List.of("job", "wait", DAEMON, JOB.value()),
            List.of("job", "list", DAEMON),
            List.of("job", "logs", DAEMON, JOB.value()));

    private static final String META =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";

    /** As clients of both eras begin, and one call that reaches a daemon. */
    private static final List<String> MESSAGES = List.of(
            "{\"jsonrpc\":\"2.0\",\"id\":\"d\",\"method\":\"server/discover\",\"params\":{" + META + "}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\"}}",
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{" + META + "}}",
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"run\",\"arguments\":{\"machine\":\""
                    + DAEMON + "\",\"command\":\"true\"}," + META + "}}");

    /** All of them at once. */
    private static final int MESSAGES_BYTES = 4 << 10;

    private final Context context;

    RehearseCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        try (RehearsalPlatform platform = new RehearsalPlatform();
                PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream())) {
            Settings settings =
                    new Settings(Map.of("HPC_URL", platform.url(), "HPC_API_KEY", "none", "HPC_HOME", NO_FOLDER));
            Context rehearsal = new Context(settings, InputStream.nullInputStream(), nowhere, context.err());
            Thread.ofVirtual().name("rehearsal").start(() -> answer(platform));
            for (List<String> words : CALLS) {
                int code = call(rehearsal, words);
                if (code != ExitCodes.OK) {
                    return code;
                }
            }
            return converse(settings);
        }
    }

    private static int call(Context context, List<String> words) {
        String[] call = words.toArray(String[]::new);
        return Main.commandLine(context, call).execute(call);
    }

    /** {@code hpc mcp}, whose input ends when each message has its answer. */
    private int converse(Settings settings) throws IOException {
        PipedOutputStream client = new PipedOutputStream();
        try (PipedInputStream in = new PipedInputStream(client, MESSAGES_BYTES);
                PrintStream out = new PrintStream(new EndAfter(MESSAGES.size(), client))) {
            for (String message : MESSAGES) {
                client.write((message + "\n").getBytes(StandardCharsets.UTF_8));
            }
            client.flush();
            return call(new Context(settings, in, out, context.err()), List.of("mcp"));
        }
    }

    /** Closes what is given after so many lines. */
    private static final class EndAfter extends OutputStream {
        private final Closeable end;
        private int lines;

        EndAfter(int lines, Closeable end) {
            this.lines = lines;
            this.end = end;
        }

        @Override
        public void write(int b) throws IOException {
            if (b == '\n' && --lines == 0) {
                end.close();
            }
        }
    }

    private static void answer(RehearsalPlatform platform) {
        try {
            for (int i = 0; i < CALLS.size() + 1; i++) {
                platform.answer(RehearseCommand::answer);
            }
        } catch (IOException _) {
            // The call that gets no answer says so.
        }
    }

    private static List<String> answer(RpcMessage.Call call) {
        return switch (call.request()) {
            case ExecRequest.Run run
            when run.streams() != null ->
                List.of(
                        Rpc.notification(new Notice.StreamEnd(run.streams().stdout(), 0)),
                        Rpc.notification(new Notice.StreamEnd(run.streams().stderr(), 0)),
                        Rpc.result(call.id(), new ExecResult(0, null, false, false, 1, null, null, "enforced")));
            case ExecRequest.Run _ -> {
                Captured nothing = new Captured("", 0, "", false);
                yield List.of(
                        Rpc.result(call.id(), new ExecResult(0, null, false, false, 1, nothing, nothing, "enforced")));
            }
            case JobRequest.Submit _, JobRequest.Status _ -> List.of(Rpc.result(call.id(), job()));
            case JobRequest.List _ -> List.of(Rpc.result(call.id(), new JobList(List.of(job()), false)));
            case JobRequest.Logs _ ->
                List.of(Rpc.result(call.id(), new LogChunk(0, Bytes.utf8("rehearsed\n"), 10, true)));
            default ->
                List.of(Rpc.failure(call.id(), new HpcException(ErrorCode.METHOD_NOT_FOUND, "it is not rehearsed")));
        };
    }

    private static JobInfo job() {
        Instant then = Instant.EPOCH;
        return new JobInfo(
                JOB,
                "rehearsal",
                null,
                JobState.COMPLETED,
                0,
                null,
                null,
                1,
                "local",
                "local-1",
                "node",
                then,
                then,
                then,
                null,
                new JobUsage(1L, null, null),
                List.of(),
                null,
                "enforced",
                null);
    }
}
