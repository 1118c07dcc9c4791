package org.hpcdaemon.agent.mcp;

import java.util.List;
import java.util.Locale;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How each client is told of {@code hpc mcp}: what to paste, and where. */
public enum ClientConfig {
    CLAUDE("run this") {
        @Override
        public String text(String launcher) {
            return "claude mcp add --scope user hpc -- " + shellQuoted(launcher) + " mcp";
        }
    },
    CODEX("put this into ~/.codex/config.toml") {
        @Override
        public String text(String launcher) {
            String variables = String.join("\", \"", VARIABLES);
            return """
                    [mcp_servers.hpc]
                    command = %s
                    args = ["mcp"]
                    # Codex passes on no variables but these.
                    env_vars = ["%s"]
                    # Under the 300 s of Codex; no call of hpc waits for longer than 50 s.
                    tool_timeout_sec = 120
                    # codex exec asks nobody, and without this line refuses what changes something.
                    default_tools_approval_mode = "approve\"""".formatted(Json.write(launcher), variables);
        }
    },
    GEMINI("run this") {
        @Override
        public String text(String launcher) {
            return "gemini mcp add --scope user hpc " + shellQuoted(launcher) + " mcp";
        }
    },
    OPENCODE("put this into opencode.json, or ~/.config/opencode/opencode.json") {
        @Override
        public String text(String launcher) {
            ObjectNode config = JsonNodeFactory.instance.objectNode().put("$schema", "https://opencode.ai/config.json");
            ObjectNode server = config.putObject("mcp").putObject("hpc").put("type", "local");
            List.of(launcher, "mcp").forEach(server.putArray("command")::add);
            // Of its own it gives up after 30 s, and a call of hpc may wait for 50.
            server.put("enabled", true).put("timeout", 60_000);
            return Json.pretty(config);
        }
    };

    private static final List<String> VARIABLES = List.of(
            "HPC_URL",
            "HPC_API_KEY",
            "HPC_HOME",
            "HPC_CA_FILE",
            "HTTPS_PROXY",
            "https_proxy",
            "NO_PROXY",
            "no_proxy",
            "JAVA_HOME");

    private final String where;

    ClientConfig(String where) {
        this.where = where;
    }

    /** What to do with {@link #text}. */
    public String where() {
        return where;
    }

    /**
     * What to paste.
     *
     * @param launcher the absolute path of {@code hpc}: clients do not have everybody's PATH
     */
    public abstract String text(String launcher);

    /** As it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String shellQuoted(String path) {
        return path.matches("[A-Za-z0-9_./+-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
