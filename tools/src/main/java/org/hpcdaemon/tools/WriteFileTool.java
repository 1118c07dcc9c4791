package org.hpcdaemon.tools;

import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileWritten;
import org.hpcdaemon.tools.call.ArgumentSchema;
import org.hpcdaemon.tools.call.Arguments;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.HpcTool;

/** {@code write_file}: a text file, whole and in one step. */
final class WriteFileTool extends HpcTool {
    private static final String NAME = "write_file";

    WriteFileTool(Desk desk) {
        super(
                desk,
                NAME,
                "Write a file",
                "Makes a text file on a machine, or replaces all of one, in one step: a reader sees the old content or the new. Its"
                        + " mode is kept. With if_sha256 it is written only if it is still the file that you read. To change a part of a"
                        + " file, use edit_file.",
                CHANGES,
                new ArgumentSchema()
                        .text("path", "A relative one begins in the machine's working directory, ~/ at home.")
                        .text("content", "All that the file is to hold.")
                        .text("machine", "Where; may be left out if only one is online.")
                        .text("mode", "Permission bits in octal, such as 0755; left out, they stay.")
                        .flag("parents", "Make the directories on the way (false).")
                        .flag("if_absent", "Only if nothing has that name (false).")
                        .text("if_sha256", "Only if the file there has this SHA-256, as read_file tells it.")
                        .text("key", "Your own name for this change: the same call again does not make it twice.")
                        .require("path", "content"),
                search("write or create a file"));
    }

    @Override
    protected ToolAnswer answer(Arguments given, ToolCall call) {
        DaemonId machine = desk.machine(given);
        FileWritten written = desk.session(machine)
                .files()
                .write(new FileRequest.Write(
                        desk.key(given, NAME, call),
                        FilePath.of(given.required("path")),
                        given.required("content"),
                        null,
                        given.textOrNull("mode"),
                        given.flag("parents"),
                        given.flag("if_absent"),
                        given.textOrNull("if_sha256")));
        return ToolResult.text(machine + ":" + written.path() + (written.created() ? " made" : " replaced") + " · "
                + written.size() + " B · mode " + written.mode() + " · sha256 " + written.sha256());
    }
}
