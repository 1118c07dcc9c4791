package org.hpcdaemon.agent.cli.file;

import java.io.PrintStream;
import java.util.List;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.FileType;
import org.hpcdaemon.protocol.message.file.SearchPosition;
import org.hpcdaemon.protocol.message.file.SearchStop;

/** Prints matches as grep -n does: {@code PATH:LINE:TEXT}, and lines around one as {@code PATH-LINE-TEXT}. */
final class SearchPrinter {
    private final PrintStream out;
    private final PrintStream err;
    private boolean parted = true;

    SearchPrinter(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    void match(FileMatches.Match match) {
        String path = Text.printable(match.path().printable());
        Long line = match.line();
        if (line == null) {
            out.println(path + (match.type() == FileType.DIRECTORY ? "/" : ""));
            return;
        }
        List<String> before = match.before() == null ? List.of() : match.before();
        List<String> after = match.after() == null ? List.of() : match.after();
        boolean isGroup = match.before() != null;
        if (isGroup && !parted) {
            out.println("--");
        }
        parted = !isGroup;
        around(path, line - before.size(), before);
        out.println(path + ":" + line + ":" + Text.printable(String.valueOf(match.text())));
        around(path, line + 1, after);
    }

    private void around(String path, long first, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            out.println(path + "-" + (first + i) + "-" + Text.printable(lines.get(i)));
        }
    }

    /** What was not searched, and why. */
    void end(FileMatches found) {
        found.unreadable().forEach(path -> err.println("hpc: not readable: " + Text.printable(path.printable())));
        SearchPosition next = found.next();
        SearchStop stopped = found.stopped();
        if (stopped == null || next == null) {
            return;
        }
        String path = Text.printable(next.path().printable());
        err.println("hpc: "
                + switch (stopped) {
                    case LIMIT -> "there are more matches; raise --limit, or narrow the search by PATH or --glob";
                    case TIME ->
                        "the time was up at " + path + "; raise --timeout, or narrow the search by PATH or --glob";
                    case HANGS -> path + " does not answer; leave it out: --glob '!" + path + "'";
                });
    }
}
