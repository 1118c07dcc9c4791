package org.hpcdaemon.jobs.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Takes output apart as it comes, so that no more than a line of it is held. */
final class LineSplitter {
    private static final int PIECE = 64 << 10; // what a pipe holds

    private LineSplitter() {}

    /**
     * Gives every line to the taker, without its end; bytes are characters here.
     *
     * @param most bytes of all; what follows is left unread
     */
    static void each(InputStream from, long most, Consumer<String> taker) throws IOException {
        byte[] piece = new byte[PIECE];
        ByteArrayOutputStream begun = new ByteArrayOutputStream();
        long left = most;
        for (int read = from.read(piece); read >= 0 && left > 0; read = from.read(piece)) {
            left -= read;
            int start = 0;
            for (int i = 0; i < read; i++) {
                if (piece[i] == '\n') {
                    begun.write(piece, start, i - start);
                    taker.accept(begun.toString(StandardCharsets.ISO_8859_1));
                    begun.reset();
                    start = i + 1;
                }
            }
            begun.write(piece, start, read - start);
        }
        if (begun.size() > 0) {
            taker.accept(begun.toString(StandardCharsets.ISO_8859_1));
        }
    }
}
