package org.hpcdaemon.daemon.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.session.schema.DaemonSchema;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.FileTrouble;
import org.hpcdaemon.store.Journal;
import org.hpcdaemon.store.StoreException;

/**
 * The state folder, {@code $HPC_DAEMON_HOME} or {@code ~/.hpc_daemon}: 0700 whatever the umask, and refused if
 * others could read it.
 */
public record Home(Path folder) {
    private static final String OWNER_ONLY = "rwx------";

    /** In bytes: what a first log and a few pages of a database take. */
    private static final int ROOM = 64 << 10;

    // 64 bits.
    private static final int MARK_DIGITS = 16;

    public Home {
        folder = folder.toAbsolutePath().normalize();
    }

    /** The home that the environment names. */
    public static Home of(Map<String, String> environment) {
        String named = environment.get("HPC_DAEMON_HOME");
        return new Home(
                named != null && !named.isBlank()
                        ? Path.of(named)
                        : Path.of(System.getProperty("user.home"), ".hpc_daemon"));
    }

    /** Makes the folder if it is missing, checks it, and opens the database. */
    public Database openDatabase() {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(folder);
            if (!mode.equals(PosixFilePermissions.fromString(OWNER_ONLY))) {
                throw new HpcException(
                        ErrorCode.NOT_ALLOWED,
                        folder + " may be used by others (" + PosixFilePermissions.toString(mode)
                                + "), and it holds keys; fix it with: chmod 700 " + folder);
            }
        } catch (IOException e) {
            throw new HpcException(
                    ErrorCode.STORAGE,
                    "cannot use " + folder + ": " + FileTrouble.of(e) + "; HPC_DAEMON_HOME names another folder",
                    e);
        }
        try {
            // Several machines may have this home, see Journal.
            return Database.open(folder.resolve("state.db"), DaemonSchema.migrations(), Journal.ROLLBACK);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_LOCKS) {
                throw new HpcException(ErrorCode.STORAGE, e.getMessage() + ", named by HPC_DAEMON_HOME", e);
            }
            throw e;
        }
    }

    /**
     * Throws {@link HpcException} if nothing can be written there, as on a disk or a quota that is full, where a program
     * in the background could not even say so.
     */
    public void checkRoom() {
        try {
            Path probe = Files.createTempFile(folder, "room", null);
            try {
                Files.write(probe, new byte[ROOM]);
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            throw new HpcException(
                    ErrorCode.STORAGE,
                    "cannot write to " + folder + ": " + e.getMessage()
                            + "; make room there (df, quota), then try again",
                    e);
        }
    }

    /** A name for a daemon that no other on this machine has, also of another home. */
    public String mark(DaemonId daemon) {
        Path real;
        try {
            real = folder.toRealPath();
        } catch (IOException _) {
            real = folder;
        }
        return Sha256.hex(real + "\0" + daemon).substring(0, MARK_DIGITS);
    }

    /** What need not be said at each setup, see {@link Setting}. */
    public Path configFile() {
        return folder.resolve("config.properties");
    }

    /** What agents may do without asking; need not exist. */
    public Path policyFile() {
        return folder.resolve("policy.toml");
    }

    /** Skills of one's own, beside those that are built in: a folder for each. */
    public Path skills() {
        return folder.resolve("skills");
    }

    /** Says which process runs a daemon, and whether it is online. */
    public Path runFile(DaemonId daemon) {
        return folder.resolve(daemon + ".run");
    }

    /** What kept a daemon's agents within their limits when it ran last. */
    public Path levelFile(DaemonId daemon) {
        return folder.resolve(daemon + ".level");
    }

    /** What a daemon's agents have as their own /tmp. */
    public Path tmp(DaemonId daemon) {
        return folder.resolve("tmp").resolve(daemon.value());
    }

    /** What commands of a daemon's agents printed, for a day. */
    public Path outputs(DaemonId daemon) {
        return folder.resolve("outputs").resolve(daemon.value());
    }

    /** What shells and commands of a daemon's agents printed, where that is recorded. */
    public Path recordings(DaemonId daemon) {
        return folder.resolve("recordings").resolve(daemon.value());
    }

    /** What agents asked of a daemon, and what came of it. */
    public Path auditFile(DaemonId daemon) {
        return folder.resolve(daemon + ".audit.log");
    }

    public Path logFile(DaemonId daemon) {
        return folder.resolve(daemon + ".log");
    }
}
