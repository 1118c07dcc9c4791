package org.hpcdaemon.sandbox.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where users keep keys and tokens. */
public final class SecretFiles {
    /** Folders that a variable may move, and what lies in each. Hidden at the usual place, too: it may have been moved later. */
    private static final List<Folder> FOLDERS = List.of(
            new Folder(
                    Optional.empty(),
                    "",
                    List.of(
                            ".ssh",
                            ".aws",
                            ".azure",
                            ".oci",
                            ".gnupg",
                            ".password-store",
                            ".netrc",
                            ".pgpass",
                            ".pg_service.conf",
                            ".my.cnf",
                            ".mylogin.cnf",
                            ".git-credentials",
                            ".docker",
                            ".kube",
                            ".huggingface",
                            ".kaggle",
                            ".databrickscfg",
                            ".s3cfg",
                            ".boto",
                            ".mc",
                            ".npmrc",
                            ".yarnrc.yml",
                            ".pypirc",
                            ".gem/credentials",
                            ".m2/settings-security.xml",
                            ".composer/auth.json",
                            ".terraform.d/credentials.tfrc.json",
                            ".subversion/auth",
                            ".globus",
                            ".vault-token",
                            ".claude/.credentials.json",
                            ".codex/auth.json",
                            ".Xauthority",
                            ".ICEauthority",
                            ".screen", // the sockets of its terminals, where screen was built or told to keep them
                            // there
                            // what was typed, which may hold any of the above
                            ".bash_history",
                            ".zsh_history",
                            ".zhistory",
                            ".histfile",
                            ".history",
                            ".sh_history",
                            ".tcsh_history",
                            ".python_history",
                            ".ipython/profile_default/history.sqlite",
                            ".node_repl_history",
                            ".julia/logs/repl_history.jl",
                            ".Rhistory",
                            ".psql_history",
                            ".mysql_history",
                            ".sqlite_history",
                            ".lesshst",
                            ".viminfo",
                            // ours, at its usual place
                            ".hpc_daemon",
                            ".hpc_platform")),
            Folder.movedBy(
                    "XDG_CONFIG_HOME",
                    ".config",
                    "gcloud",
                    "git/credentials",
                    "gh",
                    "glab-cli",
                    "hub",
                    "containers",
                    "rclone",
                    "wandb",
                    "openstack",
                    "doctl",
                    "op",
                    "composer/auth.json",
                    "hpc"), // the client's login
            Folder.movedBy("XDG_DATA_HOME", ".local/share", "keyrings", "fish/fish_history"),
            Folder.movedBy(
                    "XDG_STATE_HOME",
                    ".local/state",
                    "bash/history",
                    "zsh/history",
                    "python_history",
                    "lesshst",
                    "nvim/shada"),
            Folder.movedBy("XDG_CACHE_HOME", ".cache", "huggingface/token", "huggingface/stored_tokens"),
            Folder.movedBy("HF_HOME", ".cache/huggingface", "token", "stored_tokens"),
            Folder.movedBy("CARGO_HOME", ".cargo", "credentials", "credentials.toml"),
            Folder.movedBy("ZDOTDIR", "", ".zsh_history", ".zhistory", ".histfile"));

    /** @param variable that may move it */
    private record Folder(Optional<String> variable, String usual, List<String> secrets) {
        static Folder movedBy(String variable, String usual, String... secrets) {
            return new Folder(Optional.of(variable), usual, List.of(secrets));
        }

        Stream<Path> secrets(Path userHome, Map<String, String> environment) {
            Stream<Path> moved =
                    variable.map(environment::get).filter(value -> value.startsWith("/")).map(Path::of).stream();
            return Stream.concat(Stream.of(userHome.resolve(usual)), moved)
                    .flatMap(folder -> secrets.stream().map(folder::resolve));
        }
    }

    /** Of the machine's folders: sockets and tokens of logins, and tickets of Kerberos, of any user. */
    private static final List<Path> OF_SESSIONS = List.of(Path.of("/run/user"), Path.of("/tmp/krb5cc_*"));

    private SecretFiles() {}

    /** All that may be there, whether it is or not. The last name of a path may end in {@code *}. */
    public static List<Path> of(Path userHome, Map<String, String> environment) {
        return Stream.of(
                        FOLDERS.stream().flatMap(folder -> folder.secrets(userHome, environment)),
                        SecretVariables.files(environment).filter(path -> !userHome.startsWith(path)),
                        OF_SESSIONS.stream())
                .flatMap(paths -> paths)
                .map(Path::normalize)
                .distinct()
                .toList();
    }
}
