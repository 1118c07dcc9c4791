package org.hpcdaemon.sandbox.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which variables agents do not get, and which files they cannot read. */
final class SecretFilesTest {
    private static final Path ADA = Path.of("/home/ada");

    private static Map<String, String> left(String name, String value) {
        return SecretVariables.removedFrom(new ChildEnvironment(Map.of(name, value)))
                .base();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH_AUTH_SOCK",
                "TMUX",
                "XDG_RUNTIME_DIR",
                "VAULT_TOKEN",
                "CARGO_REGISTRY_TOKEN",
                "TWINE_PASSWORD",
                "UV_PUBLISH_TOKEN",
                "AZURE_CLIENT_SECRET",
                "PGPASSWORD",
                "PGPASSFILE",
                "GH_ENTERPRISE_TOKEN",
                "GITLAB_TOKEN",
                "DOCKER_AUTH_CONFIG",
                "CONTAINER_HOST",
                "RCLONE_CONFIG",
                "RCLONE_CONFIG_PASS",
                "RCLONE_CONFIG_BOX_PASS",
                "CLOUDSDK_AUTH_ACCESS_TOKEN",
                "GOOGLE_APPLICATION_CREDENTIALS",
                "AWS_SHARED_CREDENTIALS_FILE",
                "HF_TOKEN_PATH",
                "NETRC",
                "SSH_ASKPASS",
                "GIT_ASKPASS",
                "WANDB_API_KEY",
                "OPENAI_API_KEY",
                "ANTHROPIC_API_KEY",
                "NPM_TOKEN",
                "npm_config__authToken",
                "MYSQL_PWD",
                "KRB5CCNAME",
                "DB_PASSWORD_FILE",
                "API_KEY",
                "TOKEN",
                "OPENAI_KEY"
            })
    void isNotPassedOn(String name) {
        assertThat(left(name, "x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "PWD",
                "OLDPWD",
                "HOME",
                "LESSKEY",
                "TOKENIZERS_PARALLELISM",
                "MODULEPATH",
                "LD_LIBRARY_PATH",
                "CARGO_HOME",
                "HF_HOME",
                "XDG_CONFIG_HOME",
                "SSH_CONNECTION",
                "VIRTUAL_ENV",
                "MONKEY",
                "COMPASS",
                "KEYBOARD"
            })
    void isPassedOn(String name) {
        assertThat(left(name, "/x")).containsEntry(name, "/x");
    }

    @ParameterizedTest
    @CsvSource({
        "http://ada:p%40ss@proxy:3128,                     http://proxy:3128",
        "https://token@example.org/simple,                 https://example.org/simple",
        "postgresql://u:p@db/x?a=b,                        postgresql://db/x?a=b",
        "https://a:b@one/x https://two/y https://c:d@e/z,  https://one/x https://two/y https://e/z",
        "http://u:p@ss@proxy,                              http://proxy",
        "https://example.org/@scope/package,               https://example.org/@scope/package",
        "ssh://git@example.org/repo,                       ssh://git@example.org/repo",
        "git@example.org:repo,                             git@example.org:repo"
    })
    void aUrlHasNoUserAndNoPassword(String value, String passed) {
        assertThat(left("ANY_URL", value)).containsEntry("ANY_URL", passed);
    }

    @ParameterizedTest
    @CsvSource({
        "XDG_CONFIG_HOME, /x, /x/gh",
        "CARGO_HOME, /x, /x/credentials.toml",
        "HF_HOME, /x, /x/token",
        "KRB5CCNAME, FILE:/x/ticket, /x/ticket",
        "KUBECONFIG, /x/one:/x/two, /x/two",
        "AWS_SHARED_CREDENTIALS_FILE, /x/keys, /x/keys",
        "ZDOTDIR, /x, /x/.zsh_history",
        "NONE, /x, /home/ada/.zsh_history",
        "CARGO_HOME, /x, /home/ada/.cargo/credentials"
    })
    void filesFollowTheVariablesThatMoveThem(String variable, String value, Path hidden) {
        assertThat(SecretFiles.of(ADA, Map.of(variable, value))).contains(hidden);
    }

    @Test
    void aVariableThatNamesAllOfTheHomeHidesNothing() {
        assertThat(SecretFiles.of(ADA, Map.of("HPC_HOME", "/home/ada", "SCREENDIR", "/home")))
                .doesNotContain(ADA, Path.of("/home"));
    }
}
