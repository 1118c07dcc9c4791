package org.hpcdaemon.daemon.guard;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where users keep what lets somebody act as them. */
final class Secrets {
    private static final List<String> IN_HOME = List.of(
            ".ssh",
            ".aws",
            ".azure",
            ".oci",
            ".config/gcloud",
            ".gnupg",
            ".password-store",
            ".local/share/keyrings",
            ".netrc",
            ".pgpass",
            ".my.cnf",
            ".git-credentials",
            ".config/git/credentials",
            ".config/gh",
            ".config/glab-cli",
            ".config/hub",
            ".docker",
            ".kube",
            ".config/containers",
            ".huggingface",
            ".cache/huggingface/token",
            ".cache/huggingface/stored_tokens",
            ".pypirc",
            ".cargo/credentials",
            ".cargo/credentials.toml",
            ".config/rclone",
            ".globus",
            ".vault-token",
            ".Xauthority",
            ".screen", // the sockets of its terminals, where screen was built or told to keep them there
            ".bash_history",
            // ours: the client's login, and a daemon or platform at its usual place
            ".config/hpc",
            ".hpc_daemon",
            ".hpc_platform");

    /** In the daemon's own environment; whoever has one of them can act as the user, or reach their other sessions. */
    private static final Set<String> VARIABLES = Set.of(
            "SSH_AUTH_SOCK",
            "SSH_AGENT_PID",
            "GPG_AGENT_INFO",
            "DBUS_SESSION_BUS_ADDRESS",
            "XDG_RUNTIME_DIR",
            "XAUTHORITY",
            "TMUX",
            "STY",
            "DOCKER_HOST",
            "KRB5CCNAME",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "GH_TOKEN",
            "GITHUB_TOKEN",
            "HF_TOKEN",
            "HUGGING_FACE_HUB_TOKEN",
            "SLURM_JWT");

    private Secrets() {}

    static List<Path> of(Path userHome, Map<String, String> environment) {
        Stream<Path> named = Stream.of(
                        at(environment, "HPC_PLATFORM_HOME", ""),
                        at(environment, "HPC_HOME", ""),
                        at(environment, "HF_HOME", "token"),
                        at(environment, "GNUPGHOME", ""),
                        at(environment, "DOCKER_CONFIG", ""),
                        at(environment, "KUBECONFIG", ""),
                        at(environment, "XAUTHORITY", ""))
                .flatMap(Optional::stream);
        return Stream.concat(IN_HOME.stream().map(userHome::resolve), named)
                .distinct()
                .toList();
    }

    private static Optional<Path> at(Map<String, String> environment, String variable, String beneath) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> value.startsWith("/"))
                .map(value -> Path.of(value).resolve(beneath));
    }

    static Set<String> variables() {
        return VARIABLES;
    }
}
