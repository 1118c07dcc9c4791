package org.hpcdaemon.platform.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.store.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of the platform's folder opens nothing. */
class StolenDatabaseTest {
    @TempDir
    private Path home;

    @Test
    void no_file_has_a_secret_in_it_and_no_stored_value_opens_anything() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            AccountPlatform.Tokens tokens = platform.signIn("ann@example.org");
            AccountPlatform.Tokens next = platform.refresh(tokens);
            String agentKey = platform.key(next, KeyKind.AGENT, "worker").key();
            String daemonKey = platform.key(next, KeyKind.DAEMON, "box").key();
            String signIn = platform.requestCode("ann@example.org");
            String code = platform.code();
            // Secrets themselves, used and unused, and what could be cut out of them.
            for (String secret : List.of(
                    tokens.access(), tokens.refresh(), next.access(), next.refresh(), agentKey, daemonKey, signIn)) {
                assertThat(filesWith(secret.substring(secret.lastIndexOf('_') + 1)))
                        .as("files with a secret in them")
                        .isEmpty();
            }
            Set<String> stored = everyStoredValue(platform);
            assertThat(stored).hasSizeGreaterThan(20).doesNotContain(code, Secrets.hash(code));
            for (String value : stored) {
                if (value.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '\\')) {
                    assertThat(platform.get("/hpc/whoami", value).status()).isEqualTo(401);
                    assertThat(platform.refreshAnswer(value).status()).isEqualTo(401);
                }
            }
            // Nor can the code be told from what is stored: it is under the token, which is not.
            String mac = platform.database(
                    c -> Sql.one(c, "SELECT code_mac FROM sign_ins WHERE spent_at IS NULL", row -> row.text("code_mac"))
                            .orElseThrow());
            assertThat(mac).isEqualTo(Secrets.mac(signIn, code));
            assertThat(stored.stream().filter(value -> Secrets.mac(value, code).equals(mac)))
                    .isEmpty();
        }
    }

    private List<Path> filesWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(file -> Files.isRegularFile(file) && !file.startsWith(home.resolve("native")))
                    .filter(file -> contains(file, text))
                    .toList();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> everyStoredValue(AccountPlatform platform) {
        return platform.database(connection -> {
            Set<String> values = new HashSet<>();
            List<String> tables = Sql.query(
                    connection, "SELECT name FROM sqlite_schema WHERE type = 'table'", row -> row.text("name"));
            for (String table : tables) {
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    while (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            String value = rows.getString(i);
                            if (value != null && !value.isEmpty()) {
                                values.add(value);
                            }
                        }
                    }
                }
            }
            return values;
        });
    }
}
