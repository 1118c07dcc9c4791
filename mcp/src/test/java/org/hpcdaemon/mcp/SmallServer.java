package org.hpcdaemon.mcp;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.hpcdaemon.mcp.fixture.FixtureTool;
import org.hpcdaemon.mcp.fixture.MemoryTasks;
import org.hpcdaemon.mcp.fixture.Nodes;
import org.hpcdaemon.mcp.tool.TaskProgress;
import org.hpcdaemon.mcp.tool.Tasks;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolDescription;
import org.hpcdaemon.mcp.tool.ToolHints;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.mcp.tool.Tools;
import org.hpcdaemon.protocol.error.HpcException;

/** Tools and tasks alone, as the product has them: small enough for transcripts that a person reads. */
public final class SmallServer {
    /** What no client may ever see. */
    public static final String SECRET = "java.secret.Exception: at /home/somebody";

    private SmallServer() {}

    public static McpServer on(InstantSource clock) {
        MemoryTasks tasks = new MemoryTasks(clock);
        return new McpServer(
                new ServerInfo("hpc", "hpc-daemon", "1.2.3", "Runs commands on your machines.", 300_000),
                List.of(
                        new Tools(List.of(
                                run(),
                                FixtureTool.of("machines", call -> ToolResult.data(Nodes.node("{\"machines\":[]}"))),
                                FixtureTool.of("job_wait", call -> jobWait(call, tasks)),
                                FixtureTool.of("refuse", SmallServer::refuse),
                                FixtureTool.of("break", SmallServer::breakDown))),
                        new Tasks(tasks)));
    }

    private static FixtureTool run() {
        return new FixtureTool(
                new ToolDescription(
                        "run",
                        "Run a command",
                        "Runs a bash script.",
                        new ToolHints(false, true, false),
                        Nodes.node("""
                                {"type":"object","properties":{"command":{"type":"string"},
                                 "wait_s":{"type":"integer","minimum":0,"maximum":50}},
                                 "required":["command"],"additionalProperties":false}"""),
                        Optional.empty(),
                        Nodes.node("{\"anthropic/alwaysLoad\":true}")),
                call -> {
                    call.call().progress(1, OptionalDouble.of(2), "started");
                    return ToolResult.text(
                            "exit 0\n" + call.arguments().path("command").stringValue());
                });
    }

    private static ToolAnswer jobWait(ToolCall call, MemoryTasks tasks) {
        ToolResult ended = ToolResult.text("login1/job_42 COMPLETED");
        return call.acceptsTask()
                ? tasks.start(Duration.ofSeconds(60), new TaskProgress.Completed(ended))
                : ToolResult.text("login1/job_42 RUNNING");
    }

    private static ToolAnswer refuse(ToolCall call) {
        throw HpcException.notFound("job", "login1/job_7");
    }

    private static ToolAnswer breakDown(ToolCall call) {
        throw new IllegalStateException(SECRET);
    }
}
