package org.hpcdaemon.daemon.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.config.Guarding;
import org.hpcdaemon.daemon.config.IfUnenforced;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.link.Target;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description = "Sets up a daemon on this machine with a key that exists already.",
        footer = {
            "",
            "Example:",
            "  hpc-daemon setup --no-interview --url https://hpc.example.org --api-key-file key --allowed-dirs ~/ws",
            "",
            "A key comes from the platform's host: hpc-platform keys create --email YOU --daemon ID > key",
            "Running it again for the same daemon id updates the profile."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class SetupCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--url", required = true, description = "The platform's URL.")
    private String url;

    @Option(names = "--api-key-file", required = true, description = "A file with the daemon's key.")
    private Path apiKeyFile;

    @Option(names = "--daemon-id", description = "The daemon's id (default: the host's name).")
    private @Nullable String daemonId;

    @Option(names = "--cluster-name", description = "What agents call this machine (default: the daemon's id).")
    private @Nullable String clusterName;

    @Option(names = "--allowed-dirs", arity = "1..*", description = "The directories an agent may write to.")
    private List<Path> allowedDirs = List.of();

    @Option(names = "--work-dir", description = "Where commands start (default: the first allowed directory).")
    private @Nullable Path workDir;

    @Option(names = "--instructions", description = "What agents should know of this machine; @FILE reads a file.")
    private @Nullable String instructions;

    @Option(names = "--ca-file", description = "Certificates of a company's own authority, to be believed too (PEM).")
    private @Nullable Path caFile;

    @Option(
            names = "--if-unenforced",
            description = "Where the kernel cannot enforce the directories: refuse to run anything, or advisory.",
            defaultValue = "refuse")
    private IfUnenforced ifUnenforced;

    @Option(names = "--hide", arity = "1..*", description = "More files and folders that an agent may not read.")
    private List<Path> hidden = List.of();

    @Option(names = "--no-network", description = "Commands of agents have no network.")
    private boolean noNetwork;

    @Option(names = "--no-interview", description = "Ask nothing. The only way so far.")
    private boolean noInterview;

    SetupCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (!noInterview) {
            throw HpcException.invalid("the interview does not exist yet; add --no-interview");
        }
        DaemonId daemon = new DaemonId(
                (daemonId == null ? InetAddress.getLocalHost().getHostName() : daemonId).toLowerCase(Locale.ROOT));
        List<String> allowed = allowedDirs.stream().map(SetupCommand::directory).toList();
        if (allowed.isEmpty()) {
            context.err().println("hpc-daemon: warning: without --allowed-dirs agents may write wherever you may");
        }
        String work = workDir != null
                ? directory(workDir)
                : allowed.isEmpty() ? System.getProperty("user.home") : allowed.getFirst();
        Profile profile = new Profile(
                daemon,
                Target.of(url).toString(),
                clusterName == null ? daemon.value() : clusterName,
                allowed,
                work,
                instructions != null && instructions.startsWith("@")
                        ? Files.readString(Path.of(instructions.substring(1)))
                        : instructions,
                caFile == null ? null : caFile.toAbsolutePath().normalize().toString(),
                new Guarding(
                        ifUnenforced,
                        hidden.stream()
                                .map(path -> path.toAbsolutePath().normalize().toString())
                                .toList(),
                        noNetwork),
                key());
        checkPlatform(profile);
        context.profiles(profiles -> {
            profiles.save(profile);
            return profile;
        });
        context.out().println("set up " + daemon + " for " + profile.platformUrl());
        return ExitCodes.OK;
    }

    /** A wrong URL is told now; a platform that is away may come back before the daemon starts. */
    private void checkPlatform(Profile profile) {
        try (HpcClient client =
                HpcClient.anonymous(profile.network(System.getenv()), Target.of(profile.platformUrl()))) {
            client.health();
        } catch (HpcException e) {
            if (e.code() != ErrorCode.UNREACHABLE) {
                throw e;
            }
            context.err().println("hpc-daemon: warning: " + e.reason());
        }
    }

    private String key() throws IOException {
        String key = Files.readString(apiKeyFile).strip();
        if (!key.matches("hpc_daemon_[A-Za-z0-9]+")) {
            throw HpcException.invalid(apiKeyFile + " holds no daemon key; one begins with hpc_daemon_");
        }
        return key;
    }

    /** The directory's real path, so that a symbolic link cannot be moved elsewhere later. */
    private static String directory(Path given) {
        try {
            Path real = given.toRealPath();
            if (Files.isDirectory(real)) {
                return real.toString();
            }
        } catch (IOException _) {
            // Said below, the same as for a file.
        }
        throw new HpcException(ErrorCode.INVALID_PARAMS, given + " is not a directory; make it first");
    }
}
