package org.hpcdaemon.session.file.search;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds a text as it is, by its bytes. */
final class TextFinder implements LineFinder {
    private final String text;
    private final String latin;

    TextFinder(String text) {
        this.text = text;
        this.latin = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    public @Nullable Line next(TextBlock block, int from) {
        int found = block.latin().indexOf(latin, from);
        if (found < 0) {
            return null;
        }
        int begin = block.lineBegin(found);
        int end = block.lineEnd(found);
        String line = block.text(begin, end);
        return new Line(begin, end, line, Math.max(0, line.indexOf(text)));
    }
}
