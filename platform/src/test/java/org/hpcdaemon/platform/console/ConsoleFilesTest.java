package org.hpcdaemon.platform.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.hpcdaemon.platform.account.AccountPlatform;
import org.hpcdaemon.platform.account.Caller;
import org.hpcdaemon.platform.account.SignInPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page is served to anyone, with rules that let nothing but the platform's own files into it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleFilesTest {
    private static final Pattern FILE = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

    private AccountPlatform platform;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        platform = new AccountPlatform(home, new SignInPolicy.NoOne());
    }

    @AfterAll
    void stop() throws IOException {
        platform.close();
    }

    @Test
    void the_page_has_no_script_or_style_of_its_own_and_names_only_files_of_this_platform() throws Exception {
        Caller.Answer page = get("/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.headers()).containsEntry("content-type", "text/html; charset=utf-8");
        assertThat(page.body())
                .doesNotContain("<style", "style=", "onclick")
                .containsPattern("<script [^>]*src=[^>]*></script>");
        assertThat(page.body().split("<script")).hasSize(2);
        List<String> files =
                FILE.matcher(page.body()).results().map(found -> found.group(1)).toList();
        assertThat(files).hasSize(3).allMatch(file -> file.matches("/console/[a-z]+-[0-9A-Za-z]{8}\\.(js|css|svg)"));
        for (String file : files) {
            Caller.Answer answer = get(file);
            assertThat(answer.status()).as(file).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("cache-control", "public, max-age=31536000, immutable");
        }
    }

    @Test
    void browsers_are_told_what_the_page_may_do() throws Exception {
        for (String path : List.of(
                "/", FILE.matcher(get("/").body()).results().toList().getLast().group(1))) {
            assertThat(get(path).headers())
                    .as(path)
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("referrer-policy", "no-referrer")
                    .containsEntry("x-frame-options", "DENY")
                    .hasEntrySatisfying(
                            "content-security-policy",
                            policy -> assertThat(policy)
                                    .contains(
                                            "default-src 'none'",
                                            "script-src 'self'",
                                            "style-src 'self'",
                                            "frame-ancestors 'none'")
                                    .doesNotContain("unsafe", "*", "http", "data:"));
        }
        assertThat(get("/").headers()).containsEntry("cache-control", "no-cache");
    }

    @Test
    void what_a_browser_has_is_not_sent_again_and_what_it_has_not_is_sent_compressed() throws Exception {
        Caller.Answer whole = get("/");
        Caller.Answer compressed = get("/", "Accept-Encoding: br, gzip");

        assertThat(get("/", "If-None-Match: " + whole.headers().get("etag")).status())
                .isEqualTo(304);
        assertThat(get("/", "If-None-Match: \"another\"").status()).isEqualTo(200);
        assertThat(compressed.headers())
                .containsEntry("content-encoding", "gzip")
                .containsEntry("vary", "Accept-Encoding");
        assertThat(whole.headers()).doesNotContainKey("content-encoding");
    }

    @Test
    void other_names_are_unknown() throws Exception {
        for (String path : List.of(
                "/console/files.txt",
                "/console/..%2Fschema%2F001-accounts.sql",
                "/console/",
                "/console/index.html.map")) {
            assertThat(get(path).status()).as(path).isIn(400, 404);
        }
    }

    private Caller.Answer get(String path, String... headers) throws IOException {
        try (Caller caller = platform.from("127.0.0.1")) {
            return caller.call("GET", path, "", List.of(headers));
        }
    }
}
