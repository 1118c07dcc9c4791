package org.hpcdaemon.sandbox.enforce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.hpcdaemon.linux.call.ProcessorFamily;
import org.hpcdaemon.linux.file.FileTree;
import org.hpcdaemon.protocol.Resource;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.sandbox.kernel.Seccomp;

/** What boxes are made of, on disk: the scripts, the filters of system calls, and the hints on SLURM's commands. */
public final class BoxFolder {
    private static final String SCRIPT = "box.sh";

    private final Path folder;
    private final Bytes script;
    private final Bytes inside;
    private final Bytes filter;
    private final Bytes strict;
    private final SlurmHints hints;

    private BoxFolder(Path folder, Bytes script, Bytes inside, Bytes filter, Bytes strict, SlurmHints hints) {
        this.folder = folder;
        this.script = script;
        this.inside = inside;
        this.filter = filter;
        this.strict = strict;
        this.hints = hints;
    }

    /**
     * Writes what is not there yet, or is not the same.
     *
     * @param containers whether what is in the boxes may make user namespaces
     * @param path where commands are looked for
     */
    public static BoxFolder create(Path folder, ProcessorFamily machine, boolean containers, String path)
            throws IOException {
        ownersOnly(folder);
        BoxFolder created = new BoxFolder(
                folder,
                Bytes.of(Resource.bytes(BoxFolder.class, SCRIPT)),
                Bytes.of(Resource.bytes(BoxFolder.class, "box.inside.sh")),
                Seccomp.filter(machine, containers),
                Seccomp.withoutUnixSockets(machine, containers),
                SlurmHints.in(folder.resolve("slurm"), path));
        put(folder.resolve(JobBox.INSIDE), created.inside);
        put(created.script(), created.script);
        put(created.filter(), created.filter);
        put(created.strictFilter(), created.strict);
        return created;
    }

    /** What is the same stays as it is: a command that starts at this moment may be reading it. */
    private static void put(Path file, Bytes content) throws IOException {
        if (!Files.exists(file) || !Bytes.of(Files.readAllBytes(file)).equals(content)) {
            Files.write(file, content.toArray());
        }
    }

    /** Empties what was a daemon's private /tmp: whatever used it has ended with that daemon. */
    public static void emptied(Path tmp) throws IOException {
        ownersOnly(tmp);
        FileTree.empty(tmp);
    }

    static void ownersOnly(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    public Path script() {
        return folder.resolve(SCRIPT);
    }

    Path filter() {
        return folder.resolve("box.filter");
    }

    /** Nor are there Unix sockets. */
    Path strictFilter() {
        return folder.resolve("box.strict");
    }

    SlurmHints hints() {
        return hints;
    }

    Bytes scriptBytes() {
        return script;
    }

    Bytes insideBytes() {
        return inside;
    }

    Bytes filterBytes() {
        return filter;
    }

    Bytes strictFilterBytes() {
        return strict;
    }
}
