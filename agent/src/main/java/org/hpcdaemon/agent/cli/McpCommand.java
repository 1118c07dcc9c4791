package org.hpcdaemon.agent.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.mcp.ClientConfig;
import org.hpcdaemon.agent.mcp.StdioServer;
import org.hpcdaemon.agent.mcp.StoredReach;
import org.hpcdaemon.protocol.Release;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.tools.HpcTools;
import org.hpcdaemon.tools.call.KeySource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "mcp",
        mixinStandardHelpOptions = true,
        description = "Serves your machines to an AI agent's program, over standard input and output (MCP).",
        footer = {
            "",
            "Examples:",
            "  hpc mcp --print-config claude",
            "  hpc mcp --print-config codex >> ~/.codex/config.toml",
            "  hpc mcp --print-config claude --http",
            "",
            "The agent's program starts it. It runs until its input ends, also while no one",
            "is signed in: each call then says what to do. docs/mcp.md lists the tools."
        })
final class McpCommand implements Callable<Integer> {
    /** More than an agent has terminals, on several machines. */
    private static final int MAX_TERMINALS = 256;

    private final Context context;

    @Option(
            names = "--print-config",
            paramLabel = "CLIENT",
            converter = ClientConfigs.class,
            description = "Print the configuration to paste for claude, codex, gemini or opencode, and exit.")
    private @Nullable ClientConfig client;

    @Option(
            names = "--http",
            description = "With --print-config: to connect to the platform itself, with the key of HPC_API_KEY.")
    private boolean http;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    McpCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (client != null) {
            return http ? printHttp(client) : print(client);
        }
        if (http) {
            throw new ParameterException(spec.commandLine(), "--http needs --print-config CLIENT");
        }
        if (context.in().equals(System.in)) {
            // Standard output carries the conversation alone; what else is printed goes to standard error.
            System.setOut(System.err);
        }
        try (StoredReach reach = new StoredReach(context.settings())) {
            KeySource keys = KeySource.ofClient(
                    KeySource.ofConversation(RandomIds.secure().token()));
            new StdioServer(
                            HpcTools.server(Release.VERSION, reach, keys, InstantSource.system(), MAX_TERMINALS),
                            context.in(),
                            context.out())
                    .run();
        }
        return ExitCodes.OK;
    }

    private int printHttp(ClientConfig known) {
        context.err().println("for " + known + ", " + known.where() + "; HPC_API_KEY holds an agent's key:");
        context.out().println(known.httpText(context.settings().target().http("/mcp")));
        return ExitCodes.OK;
    }

    private int print(ClientConfig known) {
        String launcher = System.getProperty("hpc.launcher", "hpc");
        context.err().println("for " + known + ", " + known.where() + ":");
        context.out().println(known.text(Path.of(launcher).isAbsolute() ? launcher : "hpc"));
        try {
            context.settings().target();
        } catch (HpcException _) {
            context.err().println("you are not signed in yet: hpc login --url URL --email YOU");
        }
        return ExitCodes.OK;
    }
}
