package org.hpcdaemon.sandbox.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the kernel's settings is named where users may make no namespaces. */
final class UserNamespacesTest {
    @TempDir
    private Path settings;

    @ParameterizedTest
    @CsvSource({
        "user/max_user_namespaces, 0, user.max_user_namespaces is 0",
        "kernel/unprivileged_userns_clone, 0, kernel.unprivileged_userns_clone is 0",
        "kernel/apparmor_restrict_unprivileged_userns, 1, AppArmor profile",
        "user/max_user_namespaces, 95000, ''",
        "kernel/apparmor_restrict_unprivileged_userns, 0, ''",
        "kernel/other, 0, ''"
    })
    void isNamed(String file, String value, String words) throws Exception {
        Files.createDirectories(settings.resolve("user"));
        Files.createDirectories(settings.resolve("kernel"));
        Files.writeString(settings.resolve(file), value + "\n");

        if (words.isEmpty()) {
            assertThat(UserNamespaces.forbidden(settings)).isEmpty();
            assertThat(UserNamespaces.forbiddenToContainers(settings)).isEmpty();
        } else {
            assertThat(UserNamespaces.forbidden(settings)).contains(words);
            assertThat(UserNamespaces.forbiddenToContainers(settings)).contains(words.replace(" profile", ""));
        }
    }
}
