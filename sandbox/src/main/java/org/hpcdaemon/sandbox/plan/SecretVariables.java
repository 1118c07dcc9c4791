package org.hpcdaemon.sandbox.plan;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hpcdaemon.linux.process.ChildEnvironment;

/** Which variables of a user's login hold credentials, or lead to them or to the user's other sessions. Agents get none of these. */
public final class SecretVariables {
    /** What each names is hidden, too; of a list of paths each, and of {@code FILE:/path} the path. */
    private static final List<String> LEADING_TO_FILES = List.of(
            "SSH_AUTH_SOCK",
            "XAUTHORITY",
            "XDG_RUNTIME_DIR",
            "TMUX_TMPDIR",
            "SCREENDIR",
            "KRB5CCNAME",
            "KRB5_KTNAME",
            "KUBECONFIG",
            "DOCKER_CONFIG",
            "REGISTRY_AUTH_FILE",
            "GNUPGHOME",
            "PASSWORD_STORE_DIR",
            "NETRC",
            "PGPASSFILE",
            "PGSERVICEFILE",
            "CLOUDSDK_CONFIG",
            "GOOGLE_APPLICATION_CREDENTIALS",
            "AZURE_CONFIG_DIR",
            "OCI_CLI_CONFIG_FILE",
            "AWS_SHARED_CREDENTIALS_FILE",
            "AWS_CONFIG_FILE",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "RCLONE_CONFIG",
            "HF_TOKEN_PATH",
            "NPM_CONFIG_USERCONFIG",
            "HISTFILE",
            "LESSHISTFILE",
            "PYTHON_HISTORY",
            "NODE_REPL_HISTORY",
            "PSQL_HISTORY",
            "MYSQL_HISTFILE",
            "SQLITE_HISTORY",
            "HPC_PLATFORM_HOME",
            "HPC_HOME");

    private static final Set<String> OTHERS = Set.of(
            "SSH_AGENT_PID",
            "SSH_ASKPASS",
            "GIT_ASKPASS",
            "SUDO_ASKPASS",
            "GPG_AGENT_INFO",
            "DBUS_SESSION_BUS_ADDRESS",
            "TMUX",
            "STY",
            "DOCKER_HOST",
            "DOCKER_AUTH_CONFIG",
            "CONTAINER_HOST",
            "PGPASSWORD",
            "REDISCLI_AUTH",
            "VAULT_TOKEN",
            "SLURM_JWT",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "GH_TOKEN",
            "GITHUB_TOKEN",
            "HF_TOKEN",
            "HUGGING_FACE_HUB_TOKEN");

    /** As programs and people name what holds a credential. */
    private static final Pattern NAMES = Pattern.compile(
            "(AWS|RCLONE)_.+|(.+_)?(TOKEN|AUTHTOKEN|KEY|SECRET|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|CREDENTIALS?|AUTH|JWT|COOKIE|PAT)"
                    + "(_FILE|_PATH|_DIR)?",
            Pattern.CASE_INSENSITIVE);

    /** A user and a password before the host of a URL; of {@code ssh://} a user is no secret, and a password is never there. */
    private static final Pattern USER_IN_URL =
            Pattern.compile("\\b(?!(?:git\\+|svn\\+)?ssh:)([a-z][a-z0-9+.-]*://)[^/?#\\s]*@", Pattern.CASE_INSENSITIVE);

    private SecretVariables() {}

    /** What agents may have of an environment: without these, and no URL of it with a user and a password. */
    public static ChildEnvironment removedFrom(ChildEnvironment environment) {
        Map<String, String> kept = new HashMap<>(environment.base());
        kept.keySet().removeIf(SecretVariables::isSecret);
        kept.replaceAll((_, value) -> USER_IN_URL.matcher(value).replaceAll("$1"));
        return new ChildEnvironment(kept);
    }

    private static boolean isSecret(String name) {
        return LEADING_TO_FILES.contains(name)
                || OTHERS.contains(name)
                || (!name.equals("PWD") && NAMES.matcher(name).matches());
    }

    /** Those that are known by their whole name, for where the environment is not known yet: a job's node may add some. */
    public static Set<String> known() {
        Set<String> all = new TreeSet<>(LEADING_TO_FILES);
        all.addAll(OTHERS);
        return all;
    }

    /** What variables of that environment lead to. */
    static Stream<Path> files(Map<String, String> environment) {
        return LEADING_TO_FILES.stream()
                .flatMap(name -> Stream.of(environment.getOrDefault(name, "").split(":", -1)))
                .filter(value -> value.startsWith("/"))
                .map(Path::of);
    }
}
