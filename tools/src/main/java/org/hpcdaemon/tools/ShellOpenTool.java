package org.hpcdaemon.tools;

import java.time.Duration;
import java.util.Optional;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.tools.call.ArgumentSchema;
import org.hpcdaemon.tools.call.Arguments;
import org.hpcdaemon.tools.call.Budget;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.call.HpcTool;
import org.hpcdaemon.tools.call.Waiting;
import org.hpcdaemon.tools.text.PlainText;
import org.hpcdaemon.tools.view.ReadOffsets;
import org.hpcdaemon.tools.view.Terminal;
import org.hpcdaemon.tools.view.TerminalWaits;

/** {@code shell_open}: a terminal that lasts. */
final class ShellOpenTool extends HpcTool {
    private static final String NAME = "shell_open";
    private static final int ROWS = 50;
    private static final int COLUMNS = 120;

    /** Until the first prompt: a login's start-up files. */
    private static final Duration FIRST_PROMPT = Duration.ofSeconds(5);

    private final ReadOffsets places;

    ShellOpenTool(Desk desk, ReadOffsets places) {
        super(
                desk,
                NAME,
                "Open a terminal",
                "Opens a lasting bash terminal on a machine, for what has to stay: loaded modules, conda, a debugger, a REPL. It"
                        + " survives lost connections until stop{id}. Type with shell_send. For single commands use run.",
                ADDS,
                new ArgumentSchema()
                        .text("machine", "The machine; may be left out if only one is online.")
                        .text("job", "Id of a RUNNING job of yours (SLURM): open it there, on the job's node and GPUs.")
                        .text("cwd", "Directory; the machine's working directory, or the job's, if left out.")
                        .map("env", "Variables added to the environment.")
                        .integer("cols", 20, 1000, "Width in characters (120).")
                        .integer("rows", 5, 1000, "Height in lines (50).")
                        .text("key", "Your own name for this call: the same call again opens no second terminal.")
                        .require(),
                search("terminal interactive session REPL tmux shell"));
        this.places = places;
    }

    @Override
    protected ToolAnswer answer(Arguments given, ToolCall call) throws InterruptedException {
        Optional<Handle.Job> job = given.text("job").map(Handle::job);
        DaemonId machine = desk.machine(given, job);
        DaemonSession session = desk.session(machine);
        ShellId shell = session.openShell(ShellRequest.Open.of(desk.key(given, NAME, call))
                        .withCwd(given.textOrNull("cwd"))
                        .withEnv(given.map("env"))
                        .withSize(given.number("rows", ROWS), given.number("cols", COLUMNS))
                        .withJob(
                                job.map(Handle.Job::job).orElse(null),
                                job.map(Handle.Job::element).orElse(null),
                                null))
                .id();
        Handle.Shell id = new Handle.Shell(machine, shell);
        try (Terminal terminal = Terminal.visit(session, Terminal.info(session, shell), 0, Budget.DEFAULT)) {
            TerminalWaits.untilQuiet(terminal, new Waiting(call, (int) FIRST_PROMPT.toSeconds()));
            places.put(id, terminal.next());
            return ToolResult.text(
                    id + " open · next offset " + terminal.next() + "\n" + PlainText.of(terminal.printed()));
        }
    }
}
