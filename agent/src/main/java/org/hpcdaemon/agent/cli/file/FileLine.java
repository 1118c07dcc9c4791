package org.hpcdaemon.agent.cli.file;

import java.time.ZoneOffset;
import java.util.Locale;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.message.file.FileType;

/** A file on one line, as ls(1) shows it. */
final class FileLine {
    private static final String BITS = "rwxrwxrwx";

    private FileLine() {}

    /** Its name; of a directory with a slash behind it. */
    static String name(FileInfo file) {
        return Text.printable(file.path().printable()) + (file.type() == FileType.DIRECTORY ? "/" : "");
    }

    /** With its mode, its size, when it was changed, and where a link leads. */
    static String details(FileInfo file) {
        String target = file.target() == null
                ? ""
                : " -> " + Text.printable(file.target().printable());
        return String.format(
                Locale.ROOT,
                "%s %12d  %tFT%<tTZ  %s",
                mode(file),
                file.size(),
                file.modified().atOffset(ZoneOffset.UTC),
                name(file) + target);
    }

    private static String mode(FileInfo file) {
        int bits = Integer.parseInt(file.mode(), 8);
        StringBuilder mode = new StringBuilder()
                .append(
                        switch (file.type()) {
                            case FILE -> '-';
                            case DIRECTORY -> 'd';
                            case LINK -> 'l';
                            case SPECIAL -> 's';
                        });
        for (int i = 0; i < BITS.length(); i++) {
            mode.append((bits & 1 << (BITS.length() - 1 - i)) == 0 ? '-' : BITS.charAt(i));
        }
        return mode.toString();
    }
}
