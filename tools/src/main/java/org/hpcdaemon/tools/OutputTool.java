package org.hpcdaemon.tools;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolHints;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.tools.call.ArgumentSchema;
import org.hpcdaemon.tools.call.Arguments;
import org.hpcdaemon.tools.call.Budget;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.call.HpcTool;
import org.hpcdaemon.tools.call.Waiting;
import org.hpcdaemon.tools.text.Excerpt;
import org.hpcdaemon.tools.text.PlainText;
import org.hpcdaemon.tools.view.OutputSearch;
import org.hpcdaemon.tools.view.OutputSource;

/** {@code output}: what a run, a shell or a job has printed, in whichever piece is wanted. */
final class OutputTool extends HpcTool {
    /** Of two outputs that are too long together, the part that standard error gets at least. */
    private static final int STDERR_PART = 4;

    OutputTool(Desk desk) {
        super(
                desk,
                "output",
                "Read output",
                "Reads what a run, shell or job has printed, also while it runs: by byte offset (from), the last lines (tail), or the"
                        + " lines that contain a text (grep). Without these, the beginning and the end. With from and wait_s it waits"
                        + " for more. An answer says from where to read next. Of a long run's output the middle may not be kept. "
                        + DATA,
                ToolHints.READS,
                new ArgumentSchema()
                        .text("id", "Id of a run, shell or job, or of one element of an array: login1/j_0123abcd[3].")
                        .choice("stream", List.of("both", "stdout", "stderr"), "Which output (both).")
                        .integer("from", 0, Long.MAX_VALUE >> 10, "First byte wanted.")
                        .integer("tail", 1, 1000, "How many lines from the end.")
                        .text("grep", "Only lines that contain this text, whatever the case; several: error|warning.")
                        .integer("max_output", 200, Budget.MAX, "Characters to return (8000).")
                        .integer(
                                "wait_s",
                                0,
                                Waiting.MAX_S,
                                "Seconds to wait for a byte at from, if there is none yet (0).")
                        .require("id"),
                always().put("anthropic/maxResultSizeChars", 60_000));
    }

    @Override
    protected ToolAnswer answer(Arguments given, ToolCall call) throws InterruptedException {
        Handle handle = Handle.of(given.required("id"));
        OutputSource source = OutputSource.of(desk.session(handle.machine()), handle);
        List<LogStream> streams = source.streams().stream()
                .filter(stream -> switch (given.text("stream").orElse("both")) {
                    case "stdout" -> stream == LogStream.STDOUT;
                    case "stderr" ->
                        stream == LogStream.STDERR || source.streams().size() == 1;
                    default -> true;
                })
                .toList();
        int most = Budget.of(given);
        String text;
        if (given.text("grep").isPresent()) {
            String wanted = given.required("grep").toLowerCase(Locale.ROOT);
            text = streams.stream()
                    .map(stream -> new OutputSearch(handle, source, stream)
                            .lines(wanted, given.number("from").orElse(0L), most / streams.size()))
                    .collect(Collectors.joining("\n"));
        } else if (given.number("from").isPresent()) {
            text = from(
                    handle,
                    source,
                    streams,
                    given.number("from").get(),
                    most,
                    new Waiting(call, given.number("wait_s", 0)));
        } else {
            text = ends(handle, source, streams, most, given.number("tail", 0));
        }
        return ToolResult.text(text);
    }

    /** The first stream that has something there, and of both what there is. */
    private static String from(
            Handle handle, OutputSource source, List<LogStream> streams, long from, int most, Waiting waiting)
            throws InterruptedException {
        // Of two streams the offsets are each its own: the first is read, the other only where it is asked for alone.
        LogStream stream = streams.getFirst();
        LogChunk chunk = source.read(stream, from, most, waiting.step());
        while (chunk.data().length() == 0
                && !chunk.complete()
                && !waiting.step().isZero()) {
            waiting.tell("no output yet");
            chunk = source.read(stream, from, most, waiting.step());
        }
        byte[] bytes = chunk.data().toArray();
        boolean last = chunk.complete() || chunk.from() + bytes.length == chunk.size();
        int length = last ? bytes.length : PlainText.wholeCharacters(bytes, bytes.length);
        String gap = chunk.from() > from ? "(bytes " + from + "–" + chunk.from() + " are not kept)\n" : "";
        return heading(handle, source, stream, chunk.from(), chunk.from() + length, chunk) + "\n" + gap
                + PlainText.of(Arrays.copyOf(bytes, length));
    }

    private static String ends(Handle handle, OutputSource source, List<LogStream> streams, int most, int tail) {
        Map<LogStream, LogChunk> all = new TreeMap<>();
        for (LogStream stream : streams) {
            all.put(stream, source.read(stream, null, most, Duration.ZERO));
        }
        long both = all.values().stream().mapToLong(LogChunk::size).sum();
        StringBuilder text = new StringBuilder();
        all.forEach((stream, chunk) -> {
            long least = stream == LogStream.STDERR ? most / STDERR_PART : most - most / STDERR_PART;
            // What the other does not need is this one's.
            long share = streams.size() == 1 ? most : Math.max(least, most - (both - chunk.size()));
            text.append(
                    tail > 0
                            ? lastLines(handle, source, stream, chunk, (int) Math.min(most, share), tail)
                            : bothEnds(handle, source, stream, chunk, (int) Math.min(most, share)));
        });
        return text.toString().stripTrailing();
    }

    private static String bothEnds(Handle handle, OutputSource source, LogStream stream, LogChunk end, int most) {
        byte[] last = end.data().toArray();
        Excerpt excerpt;
        if (end.from() == 0) {
            excerpt = Excerpt.whole(last);
        } else {
            LogChunk head = source.read(stream, 0L, Excerpt.headOf(most), Duration.ZERO);
            byte[] first = head.from() == 0 ? head.data().toArray() : new byte[0];
            excerpt = new Excerpt(first, Math.max(0, end.from() - first.length), last);
        }
        String rest = "output{id:\"" + handle + "\", stream:\"" + source.name(stream) + "\", from:";
        String text = excerpt.text(most, rest);
        return heading(handle, source, stream, 0, end.from() + last.length, end) + "\n" + text
                + (text.isEmpty() || text.endsWith("\n") ? "" : "\n");
    }

    private static String lastLines(
            Handle handle, OutputSource source, LogStream stream, LogChunk end, int most, int lines) {
        byte[] bytes = end.data().toArray();
        int begin = Math.max(0, bytes.length - most);
        int at = bytes.length;
        for (int seen = 0; at > begin; at--) {
            if (bytes[at - 1] == '\n' && at < bytes.length && ++seen == lines) {
                break;
            }
        }
        begin = Math.max(begin, at);
        byte[] kept = Arrays.copyOfRange(bytes, begin, bytes.length);
        long from = end.from() + begin;
        String text = PlainText.of(kept);
        return heading(handle, source, stream, from, end.from() + bytes.length, end) + "\n" + text
                + (text.isEmpty() || text.endsWith("\n") ? "" : "\n");
    }

    private static String heading(
            Handle handle, OutputSource source, LogStream stream, long from, long to, LogChunk chunk) {
        return handle + " " + source.name(stream) + " · bytes " + from + "–" + to + " of " + chunk.size()
                + (chunk.complete() ? " · ended" : " · next from " + to);
    }
}
