package org.hpcdaemon.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/**
 * Which platform, and with which key: {@code HPC_URL} and {@code HPC_API_KEY}, else what {@code hpc login} stored
 * in {@code $HPC_HOME/credentials.json} (default {@code ~/.config/hpc}), readable by its owner alone.
 */
public final class Settings {
    private static final String CREDENTIALS = "credentials.json";

    /** Apart, since a key opens one agent's things and this opens all of the user's. */
    private static final String PERSONAL = "personal.json";

    private final Map<String, String> environment;

    public Settings(Map<String, String> environment) {
        this.environment = environment;
    }

    record Stored(
            @Nullable String url,
            @Nullable String key,
            @Nullable String caFile) {}

    /** A client with those credentials. Throws {@link HpcException} that says how to get them. */
    public HpcClient client() {
        String key = key();
        if (key.isEmpty()) {
            throw notSignedIn();
        }
        return HpcClient.open(network(), target(), key);
    }

    /** Which platform; throws {@link HpcException} if none was named. */
    public Target target() {
        Stored stored = stored(file(CREDENTIALS));
        String url = environment.getOrDefault("HPC_URL", stored.url() == null ? "" : stored.url());
        if (url.isBlank()) {
            throw notSignedIn();
        }
        return Target.of(url);
    }

    /** The agent's key, or an access token that was given in its place; empty if there is none. */
    public String key() {
        Stored stored = stored(file(CREDENTIALS));
        return environment
                .getOrDefault("HPC_API_KEY", stored.key() == null ? "" : stored.key())
                .strip();
    }

    /** The access token of the account owner's last sign-in at that platform; it may have expired. */
    public Optional<String> personalToken(Target target) {
        Stored stored = stored(file(PERSONAL));
        return Optional.ofNullable(stored.key()).filter(_ -> target.toString().equals(stored.url()));
    }

    private static HpcException notSignedIn() {
        return new HpcException(
                ErrorCode.UNAUTHORIZED,
                "not signed in: run `hpc login --url URL --email YOU`, or set HPC_URL and HPC_API_KEY");
    }

    /** How to reach it: through the environment's proxy, trusting also {@code HPC_CA_FILE}, else the file that login was given. */
    public Network network() {
        return network(caFile());
    }

    /** As {@link #network()}, with that file of certificates, or none. */
    public Network network(@Nullable Path caFile) {
        return Network.of(environment, caFile);
    }

    /** Further certificates to trust; absent if there are none. */
    public @Nullable Path caFile() {
        String named = environment.getOrDefault("HPC_CA_FILE", "");
        String kept = named.isBlank() ? stored(file(CREDENTIALS)).caFile() : named;
        return kept == null ? null : Path.of(kept);
    }

    /** Where the key is from, for people. */
    public String keySource() {
        return environment.containsKey("HPC_API_KEY")
                ? "HPC_API_KEY"
                : file(CREDENTIALS).toString();
    }

    /** Forgets what was stored; returns which files that were. */
    public List<Path> forget() {
        return Stream.of(CREDENTIALS, PERSONAL)
                .map(this::file)
                .filter(Settings::deleted)
                .toList();
    }

    private static boolean deleted(Path file) {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot delete " + file + ": " + e.getMessage(), e);
        }
    }

    private static Stored stored(Path file) {
        try {
            return Json.read(Files.readString(file), Stored.class);
        } catch (NoSuchFileException _) {
            return new Stored(null, null, null);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Keeps credentials for later calls; returns where. */
    public Path store(Target target, String key, @Nullable Path caFile) {
        return store(
                file(CREDENTIALS),
                new Stored(
                        target.toString(),
                        key,
                        caFile == null ? null : caFile.toAbsolutePath().toString()));
    }

    /** Keeps an access token for the hour that it lasts. */
    public void storePersonal(Target target, String accessToken) {
        store(file(PERSONAL), new Stored(target.toString(), accessToken, null));
    }

    private static Path store(Path file, Stored credentials) {
        try {
            Path folder = Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path fresh = Files.createTempFile(folder, "credentials", ".json");
            Files.writeString(fresh, Json.pretty(credentials));
            return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private Path file(String name) {
        return home().resolve(name);
    }

    /** Where what is kept between calls is: {@code HPC_HOME}, or its usual place. */
    public Path home() {
        String home = environment.get("HPC_HOME");
        Path folder = home != null && !home.isBlank()
                ? Path.of(home)
                : Path.of(System.getProperty("user.home"), ".config", "hpc");
        return folder.toAbsolutePath();
    }
}
