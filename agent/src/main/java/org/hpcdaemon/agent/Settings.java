package org.hpcdaemon.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.Network;
import org.hpcdaemon.link.Target;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/**
 * Which platform, and with which key: {@code HPC_URL} and {@code HPC_API_KEY}, else what {@code hpc login} stored
 * in {@code $HPC_HOME/credentials.json} (default {@code ~/.config/hpc}), readable by its owner alone.
 */
public final class Settings {
    private final Map<String, String> environment;

    public Settings(Map<String, String> environment) {
        this.environment = environment;
    }

    record Stored(@Nullable String url, @Nullable String key) {}

    /** A client with those credentials. Throws {@link HpcException} that says how to get them. */
    public HpcClient client() {
        Stored stored = stored();
        String url = environment.getOrDefault("HPC_URL", stored.url() == null ? "" : stored.url());
        String key = environment.getOrDefault("HPC_API_KEY", stored.key() == null ? "" : stored.key());
        if (url.isBlank() || key.isBlank()) {
            throw new HpcException(
                    ErrorCode.UNAUTHORIZED,
                    "not signed in: run `hpc login --url URL --email YOU`, or set HPC_URL and HPC_API_KEY");
        }
        return HpcClient.open(network(), Target.of(url), key.strip());
    }

    /** How to reach it: through the environment's proxy, believing also the authorities of {@code HPC_CA_FILE}. */
    public Network network() {
        String caFile = environment.get("HPC_CA_FILE");
        return Network.of(environment, caFile == null || caFile.isBlank() ? null : Path.of(caFile));
    }

    private Stored stored() {
        Path file = file();
        try {
            return Json.read(Files.readString(file), Stored.class);
        } catch (NoSuchFileException _) {
            return new Stored(null, null);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Keeps credentials for later calls; returns where. */
    public Path store(Target target, String key) {
        Path file = file();
        try {
            Path folder = Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path fresh = Files.createTempFile(folder, "credentials", ".json");
            Files.writeString(fresh, Json.pretty(new Stored(target.toString(), key)));
            return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private Path file() {
        String home = environment.get("HPC_HOME");
        Path folder = home != null && !home.isBlank()
                ? Path.of(home)
                : Path.of(System.getProperty("user.home"), ".config", "hpc");
        return folder.toAbsolutePath().resolve("credentials.json");
    }
}
