package org.hpcdaemon.tools;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.tools.call.ArgumentSchema;
import org.hpcdaemon.tools.call.Arguments;
import org.hpcdaemon.tools.call.Budget;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.call.HpcTool;
import org.hpcdaemon.tools.call.Waiting;
import org.hpcdaemon.tools.text.Excerpt;
import org.hpcdaemon.tools.view.ReadOffsets;
import org.hpcdaemon.tools.view.Terminal;
import org.hpcdaemon.tools.view.TerminalWaits;

/** {@code shell_send}: types into a terminal, and looks at what it prints. */
final class ShellSendTool extends HpcTool {
    private static final String NAME = "shell_send";

    /** As xterm sends them. */
    private static final Map<String, String> KEYS = new TreeMap<>(Map.ofEntries(
            Map.entry("enter", "\r"),
            Map.entry("tab", "\t"),
            Map.entry("esc", "\u001b"),
            Map.entry("space", " "),
            Map.entry("backspace", "\u007f"),
            Map.entry("up", "\u001b[A"),
            Map.entry("down", "\u001b[B"),
            Map.entry("right", "\u001b[C"),
            Map.entry("left", "\u001b[D"),
            Map.entry("home", "\u001b[H"),
            Map.entry("end", "\u001b[F"),
            Map.entry("pageup", "\u001b[5~"),
            Map.entry("pagedown", "\u001b[6~")));

    private final ReadOffsets places;

    ShellSendTool(Desk desk, ReadOffsets places) {
        super(
                desk,
                NAME,
                "Type into a terminal",
                "Types into a terminal and returns what it printed since your last read, without escape sequences: until it is quiet"
                        + " for a second, until the text of until appears, or wait_s have passed. Without input or keys it only reads."
                        + " End a command with \\n, or keys [\"enter\"]. " + DATA,
                CHANGES,
                new ArgumentSchema()
                        .text("id", "Id of the terminal: login1/s_0123abcd.")
                        .text("input", "Text to type, as it is.")
                        .texts(
                                "keys",
                                "Typed after input: enter, tab, esc, up, down, left, right, home, end, pageup, pagedown,"
                                        + " backspace, space, ctrl-c and the like.")
                        .integer("wait_s", 0, Waiting.MAX_S, "Seconds to wait at most (10).")
                        .text("until", "A text that the output will contain, such as a prompt.")
                        .integer(
                                "from",
                                0,
                                Long.MAX_VALUE >> 10,
                                "Offset to read from, if not where your last read ended.")
                        .integer("max_output", 200, Budget.MAX, "Characters of output to return (8000).")
                        .text("key", "Your own name for this input: the same call again does not type it twice.")
                        .require("id"),
                search("type input into terminal, press keys, read screen"));
        this.places = places;
    }

    @Override
    protected ToolAnswer answer(Arguments given, ToolCall call) throws InterruptedException {
        Handle.Shell id = Handle.shell(given.required("id"));
        DaemonSession session = desk.session(id.machine());
        byte[] typed = typed(given);
        ShellInfo shell = Terminal.info(session, id.shell());
        long from = given.number("from")
                .or(() -> places.of(id).filter(place -> place <= shell.end()))
                .orElse(shell.end());
        int most = Budget.of(given);
        Waiting waiting = new Waiting(call, given.number("wait_s", 10));
        try (Terminal terminal = Terminal.visit(session, shell, from, Integer.MAX_VALUE)) {
            if (typed.length > 0) {
                session.call(
                        new ShellRequest.Write(desk.key(given, NAME, call), id.shell(), Bytes.of(typed)), Done.class);
            }
            Optional<String> until = given.text("until");
            boolean quiet = until.isPresent()
                    ? TerminalWaits.untilText(terminal, until.get(), waiting)
                    : TerminalWaits.untilQuiet(terminal, waiting);
            places.put(id, terminal.next());
            String rest = "output{id:\"" + id + "\", from:";
            String text = new Excerpt(terminal.printed(), 0, new byte[0]).text(most, rest);
            String state = terminal.isOver()
                    ? "ended, or more to read"
                    : until.isPresent()
                            ? quiet ? "found" : "not found yet"
                            : quiet ? "idle" : "still printing or silent";
            return ToolResult.text(text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + "[" + id
                    + " · next offset " + terminal.next() + " · " + state + "]");
        }
    }

    private static byte[] typed(Arguments given) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        given.text("input").ifPresent(text -> all.writeBytes(text.getBytes(StandardCharsets.UTF_8)));
        given.texts("keys").forEach(key -> all.writeBytes(bytes(key).getBytes(StandardCharsets.UTF_8)));
        return all.toByteArray();
    }

    private static String bytes(String key) {
        String name = key.toLowerCase(Locale.ROOT);
        if (name.matches("ctrl-[a-z\\\\\\]\\[_^@]")) {
            return String.valueOf((char) (Character.toUpperCase(name.charAt(5)) & 0x1f));
        }
        return Optional.ofNullable(KEYS.get(name))
                .orElseThrow(() -> HpcException.invalid("\"keys\" has one that is unknown: there are "
                        + String.join(", ", List.copyOf(KEYS.keySet())) + ", and ctrl- with a letter"));
    }
}
