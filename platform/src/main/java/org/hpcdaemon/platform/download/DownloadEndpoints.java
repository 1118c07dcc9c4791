package org.hpcdaemon.platform.download;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.hpcdaemon.platform.http.route.AnswerStream;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** Programs for the platform's users, to anyone: there is no key yet where they are installed. */
public final class DownloadEndpoints {
    private static final System.Logger LOG = System.getLogger(DownloadEndpoints.class.getName());

    /** What one download holds of the heap, whatever its file's size. */
    private static final int PIECE_BYTES = 64 << 10;

    private final @Nullable DownloadFolder folder;
    private final Supplier<URI> platform;

    /**
     * @param folder absent: its host offers none
     * @param platform as its users reach it
     */
    public DownloadEndpoints(@Nullable DownloadFolder folder, Supplier<URI> platform) {
        this.folder = folder;
        this.platform = platform;
    }

    /** The script that installs from here. */
    public void script(HttpCall call, AnswerStream out) throws InterruptedException {
        try {
            byte[] script = folder().script(platform.get().toString()).getBytes(StandardCharsets.UTF_8);
            out.begin(200, headers("text/x-shellscript", script.length));
            out.write(ByteBuffer.wrap(script));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** A file, piece by piece; one that shrinks meanwhile ends the connection, so that its sum is not all that tells. */
    public void file(HttpCall call, AnswerStream out) throws InterruptedException {
        String name = call.path("file");
        call.subject().about(name);
        try (DownloadFolder.Open file = folder().open(name)) {
            out.begin(200, headers("application/octet-stream", file.size()));
            ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
            long left = file.size();
            while (left > 0) {
                piece.clear().limit((int) Math.min(PIECE_BYTES, left));
                if (file.channel().read(piece) < 0) {
                    out.fail("the file shrank while it was sent");
                    return;
                }
                left -= piece.flip().remaining();
                if (!out.write(piece)) {
                    return;
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private DownloadFolder folder() {
        if (folder == null) {
            throw new HpcException(
                    ErrorCode.NOT_FOUND,
                    "this platform offers no downloads; its host may, with hpc-platform start --downloads DIR");
        }
        return folder;
    }

    private static Map<String, String> headers(String type, long bytes) {
        return Map.of("Content-Type", type, "Content-Length", Long.toString(bytes));
    }

    private static HpcException unreadable(IOException e) {
        LOG.log(Level.WARNING, "a download was not served; others are: {0}", e.toString());
        return new HpcException(ErrorCode.STORAGE, "the platform cannot read its downloads; try again", e);
    }
}
