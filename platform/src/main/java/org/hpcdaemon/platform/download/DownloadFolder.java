package org.hpcdaemon.platform.download;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.ShellWord;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * A folder that {@code ./release} filled: archives, {@code install.sh}, and {@code SHA256SUMS}, which names them. Nothing that it does not
 * name is served. It is read at each request, so that the host replaces the files while the platform runs. Thread-safe.
 */
public final class DownloadFolder {
    /** Its list of sums. */
    static final String SUMS = "SHA256SUMS";

    private static final String SCRIPT = "install.sh";

    /** A script of some hundred lines, or a list of a hundred files, and ten times that. */
    static final int MAX_TEXT_BYTES = 256 << 10;

    /** One name below the folder: no separator, and no name that begins with a dot. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,199}");

    /** Where the script learns from which platform it came. */
    private static final String NO_PLATFORM = "\nplatform=''\n";

    private final Path folder;

    /** Throws {@link HpcException} if there is nothing to serve. */
    public DownloadFolder(Path folder) {
        this.folder = folder;
        if (!Files.isReadable(folder.resolve(SUMS)) || !Files.isReadable(folder.resolve(SCRIPT))) {
            throw HpcException.invalid("--downloads " + folder + " has no readable " + SUMS + " and " + SCRIPT
                    + "; name the folder that ./release made");
        }
    }

    /** A file that is being served; to be closed. */
    record Open(FileChannel channel, long size) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** The script, which installs from the platform at that URL. */
    String script(String platformUrl) throws IOException {
        String text = text(SCRIPT);
        if (!text.contains(NO_PLATFORM)) {
            throw notThere(SCRIPT);
        }
        return text.replace(NO_PLATFORM, "\nplatform=" + ShellWord.quoted(platformUrl) + "\n");
    }

    /** One of the files that the list names, or the list. Throws {@code not_found} for any other name, whatever is there. */
    Open open(String name) throws IOException {
        if (!NAME.matcher(name).matches() || !(name.equals(SUMS) || isListed(name))) {
            throw notThere(name);
        }
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw notThere(name);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        return new Open(channel, channel.size());
    }

    private boolean isListed(String name) throws IOException {
        return text(SUMS).lines().anyMatch(line -> line.endsWith("  " + name) || line.endsWith(" *" + name));
    }

    private String text(String name) throws IOException {
        try (var in = Files.newInputStream(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MAX_TEXT_BYTES + 1);
            if (bytes.length > MAX_TEXT_BYTES) {
                throw notThere(name);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static HpcException notThere(String name) {
        return new HpcException(
                ErrorCode.NOT_FOUND,
                "no download " + (NAME.matcher(name).matches() ? name : "of that name") + "; GET /downloads/" + SUMS
                        + " lists them");
    }
}
