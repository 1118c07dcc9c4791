package org.hpcdaemon.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Kinds of file systems, by the names that {@code /proc/self/mounts} has for them (proc(5)). */
public final class FileSystems {
    private static final Set<String> NETWORK = Set.of(
            "nfs",
            "nfs4",
            "lustre",
            "gpfs",
            "beegfs",
            "fhgfs",
            "beegfs_nodev",
            "panfs",
            "ceph",
            "cifs",
            "smb3",
            "smbfs",
            "afs",
            "glusterfs",
            "orangefs",
            "pvfs2",
            "wekafs",
            "9p",
            "virtiofs");

    private FileSystems() {}

    /** Whether other machines may have what is on it. What FUSE is in front of is not known, so it counts as shared. */
    public static boolean isNetwork(String type) {
        return NETWORK.contains(type) || type.equals("fuse") || type.startsWith("fuse.");
    }

    /** Whether other machines may have that file, too; not if unknown, as in a chroot. */
    public static boolean isShared(Path path) {
        return isNetwork(typeOf(path));
    }

    /** The type of the one that holds a path, or the nearest folder above that exists; {@code unknown} if it cannot be found out. */
    static String typeOf(Path path) {
        for (Path at = path.toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at)) {
                try {
                    return Files.getFileStore(at).type();
                } catch (IOException | SecurityException _) {
                    return "unknown";
                }
            }
        }
        return "unknown";
    }
}
