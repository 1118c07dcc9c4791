package org.hpcdaemon.tools;

import java.util.List;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileEdited;
import org.hpcdaemon.tools.call.ArgumentSchema;
import org.hpcdaemon.tools.call.Arguments;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.HpcTool;

/** {@code edit_file}: replaces a piece of a text. */
final class EditFileTool extends HpcTool {
    private static final String NAME = "edit_file";

    EditFileTool(Desk desk) {
        super(
                desk,
                NAME,
                "Edit a file",
                "Replaces a piece of a text file on a machine. old must be in the file exactly once, with its spaces and line ends, or all"
                        + " must be true; otherwise nothing is changed, and you are told at which lines it is, or which lines are similar.",
                CHANGES,
                new ArgumentSchema()
                        .text("path", "A relative one begins in the machine's working directory, ~/ at home.")
                        .text("old", "The text to replace, exactly as read_file shows it.")
                        .text("new", "What comes in its place; empty: nothing.")
                        .text("machine", "Where; may be left out if only one is online.")
                        .flag("all", "Replace it wherever it is (false).")
                        .text("if_sha256", "Only if the file has this SHA-256, as read_file tells it.")
                        .text("key", "Your own name for this change: the same call again does not make it twice.")
                        .require("path", "old", "new"),
                search("edit or change a file"));
    }

    @Override
    protected ToolAnswer answer(Arguments given, ToolCall call) {
        DaemonId machine = desk.machine(given);
        FileEdited edited = desk.session(machine)
                .files()
                .edit(new FileRequest.Edit(
                        desk.key(given, NAME, call),
                        FilePath.of(given.required("path")),
                        List.of(new FileRequest.Replacement(
                                given.required("old"), given.required("new"), given.flag("all"))),
                        given.textOrNull("if_sha256")));
        FileEdited.Change change = edited.changes().getFirst();
        return ToolResult.text(machine + ":" + edited.path() + " edited · replaced " + change.count()
                + (change.count() == 1 ? " time, at line " : " times, first at line ") + change.line() + " · "
                + edited.size() + " B · sha256 " + edited.sha256());
    }
}
