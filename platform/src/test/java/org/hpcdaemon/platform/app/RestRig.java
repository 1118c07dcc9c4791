package org.hpcdaemon.platform.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.AnyRequest;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalList;
import org.hpcdaemon.protocol.message.budget.BudgetList;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecList;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.exec.ExecState;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.protocol.message.recording.RecordingList;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellList;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.Captured;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.protocol.rpc.Method;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A platform, a daemon of it that answers as a test says, and what the description says of both. */
abstract class RestRig {
    static final String BOX = "/hpc/daemons/box";
    static final String JOB = BOX + "/jobs/j_0123abcd";
    static final String SHELL = BOX + "/shells/s_0123abcd";
    static final Captured TEXT = new Captured("hi\n", 0, "", false);
    static final ExecResult RESULT = new ExecResult(0, null, false, false, 5, TEXT, TEXT, "enforced");
    static final LogChunk CHUNK = new LogChunk(10, Bytes.utf8("loss=0.1\n"), 19, true);

    @TempDir
    Path home;

    TestPlatform platform;
    AnsweringDaemon daemon;
    Described described;

    @BeforeEach
    void start() throws Exception {
        platform = new TestPlatform(home);
        daemon = new AnsweringDaemon(platform.daemon("ann-daemon"));
        described = new Described(platform.get("/hpc/openapi.json", "").body());
    }

    @AfterEach
    void stop() {
        daemon.close();
        platform.close();
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = platform.request(path, "ann-agent")
                .timeout(Duration.ofMinutes(2))
                .method(method, BodyPublishers.ofString(body));
        if (body.startsWith("{") || body.startsWith("[")) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = platform.send(request);
        if (headers.length == 0) {
            described.check(method, path, answer);
        }
        return answer;
    }

    HttpResponse<String> as(String key, String method, String path, String body) throws Exception {
        HttpRequest.Builder request = platform.request(path, key).method(method, BodyPublishers.ofString(body));
        return platform.send(request.header("Content-Type", "application/json"));
    }

    static Object answer(AnyRequest request) {
        Method method = Method.of(request);
        Class<?> type = method.answer();
        Instant then = Instant.parse("2026-07-01T12:00:00Z");
        ExecInfo command =
                new ExecInfo(new IdempotencyKey("k"), "make", ExecState.ENDED, then, then, RESULT, null, 3L, 0L);
        ShellInfo shell = new ShellInfo(
                new ShellId("s_0123abcd"), "work", null, then, 24, 80, 0, 10, 0, false, "enforced", null, null, null);
        if (type == ExecResult.class) {
            return RESULT;
        } else if (type == ExecInfo.class) {
            return command;
        } else if (type == ExecList.class) {
            return new ExecList(List.of(command), true);
        } else if (type == LogChunk.class) {
            return CHUNK;
        } else if (type == JobInfo.class) {
            return golden("job.status", JobInfo.class);
        } else if (type == JobList.class) {
            return new JobList(List.of(golden("job.status", JobInfo.class)), true);
        } else if (type == ShellInfo.class) {
            return shell;
        } else if (type == ShellList.class) {
            return new ShellList(List.of(shell));
        } else if (type == ShellRunResult.class) {
            return new ShellRunResult(0, "/tmp", false, false, TEXT, 0, 3, 5, "enforced");
        } else if (type == DaemonInfo.class) {
            return golden("daemon.info", DaemonInfo.class);
        } else if (type == ApprovalInfo.class) {
            return golden("approval.get", ApprovalInfo.class);
        } else if (type == ApprovalList.class) {
            return golden("approval.list", ApprovalList.class);
        } else if (type == ClusterInfo.class) {
            return golden("cluster.info", ClusterInfo.class);
        } else if (type == RecordingList.class) {
            return golden("recording.list", RecordingList.class);
        } else if (type == BudgetList.class) {
            return golden("budget.get", BudgetList.class);
        }
        return new Done();
    }

    /** The protocol's own example. */
    static <A> A golden(String name, Class<A> type) {
        Path golden = Path.of("../protocol/src/test/resources/org/hpcdaemon/protocol/golden/answer/" + name + ".json");
        try {
            return Json.convert(Json.tree(Files.readString(golden)).path("result"), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
