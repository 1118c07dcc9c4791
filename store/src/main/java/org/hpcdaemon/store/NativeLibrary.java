package org.hpcdaemon.store;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;
import org.sqlite.util.OSInfo;

/**
 * Puts SQLite's native library where this machine may execute it, once. Left alone, sqlite-jdbc unpacks 1 MB into
 * {@code java.io.tmpdir} at every start: that folder may be mounted {@code noexec}, and what a killed process
 * leaves there is never removed. Here the file is named by version and processor, so it is reused by every start
 * and a home shared by different machines works. Where this fails, sqlite-jdbc's own way is still tried.
 */
public final class NativeLibrary {
    private static final Logger LOG = System.getLogger(NativeLibrary.class.getName());
    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private NativeLibrary() {}

    /**
     * Makes this process load the library from that folder (created 0700). Does nothing if the library has a place
     * already: an earlier call, or one of sqlite-jdbc's own system properties. Thread-safe.
     */
    static synchronized void placeIn(Path folder) {
        if (System.getProperty(PATH) != null || System.getProperty("org.sqlite.tmpdir") != null) {
            return;
        }
        try {
            Path library = unpack(folder);
            if (library != null) {
                System.setProperty(PATH, folder.toAbsolutePath().toString());
                System.setProperty(NAME, library.getFileName().toString());
            }
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "cannot unpack the SQLite library into {0} ({1}); trying java.io.tmpdir instead",
                    folder,
                    e);
        }
    }

    private static @Nullable Path unpack(Path folder) throws IOException {
        String platform = OSInfo.getNativeLibFolderPathForCurrentOS();
        URL resource = SQLiteJDBCLoader.class.getResource(
                LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName());
        if (resource == null) {
            return null; // A platform without a bundled library: sqlite-jdbc looks on java.library.path.
        }
        Path library =
                folder.resolve("sqlite-" + SQLiteJDBCLoader.getVersion() + "-" + platform.replace('/', '-') + ".so");
        URLConnection connection = resource.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            if (Files.isRegularFile(library) && Files.size(library) == connection.getContentLengthLong()) {
                return library;
            }
            DatabaseFile.createFolder(folder);
            Path fresh = Files.createTempFile(folder, "unpacking-", ".so"); // 0600: executing needs only reading here
            try {
                Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
                // Another process may do the same: whole files replace each other.
                Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
            return library;
        }
    }
}
