package org.hpcdaemon.protocol.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.Golden;
import org.hpcdaemon.protocol.http.AcknowledgeRequest;
import org.hpcdaemon.protocol.http.Acknowledged;
import org.hpcdaemon.protocol.http.DaemonList;
import org.hpcdaemon.protocol.http.ErrorBody;
import org.hpcdaemon.protocol.http.InboxPage;
import org.hpcdaemon.protocol.http.PlatformHealth;
import org.hpcdaemon.protocol.http.account.CodeSent;
import org.hpcdaemon.protocol.http.account.CodeVerification;
import org.hpcdaemon.protocol.http.account.CreatedKey;
import org.hpcdaemon.protocol.http.account.KeyList;
import org.hpcdaemon.protocol.http.account.KeyRequest;
import org.hpcdaemon.protocol.http.account.RefreshRequest;
import org.hpcdaemon.protocol.http.account.SignInRequest;
import org.hpcdaemon.protocol.http.account.TokenPair;
import org.hpcdaemon.protocol.http.account.WhoAmI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bodies of the platform's HTTP routes do not change by accident either. */
class GoldenHttpTest {
    private static final List<Class<? extends Record>> BODIES = List.of(
            AcknowledgeRequest.class,
            Acknowledged.class,
            CodeSent.class,
            CodeVerification.class,
            CreatedKey.class,
            DaemonList.class,
            ErrorBody.class,
            InboxPage.class,
            KeyList.class,
            KeyRequest.class,
            PlatformHealth.class,
            RefreshRequest.class,
            SignInRequest.class,
            TokenPair.class,
            WhoAmI.class);

    static List<Golden.Message> bodies() {
        return Golden.in("http");
    }

    private static String typeName(Golden.Message golden) {
        return golden.name().replaceFirst("\\..*", "");
    }

    private static Record read(Golden.Message golden) {
        Class<? extends Record> type = BODIES.stream()
                .filter(body -> body.getSimpleName().equals(typeName(golden)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no record for " + golden));
        return Json.read(golden.text(), type);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void decodesAndEncodesToTheSameText(Golden.Message golden) {
        assertThat(Json.write(read(golden))).isEqualTo(golden.text());
    }

    @Test
    void everyBodyHasAnExample() {
        Set<String> examples = bodies().stream().map(GoldenHttpTest::typeName).collect(Collectors.toSet());
        assertThat(examples).isEqualTo(BODIES.stream().map(Class::getSimpleName).collect(Collectors.toSet()));
    }

    @Test
    void everyFieldIsInSomeExampleAndNoneIsMissingThatMustBeThere() {
        Records seen = new Records();
        Golden.messages().forEach(golden -> seen.visit(GoldenMessagesTest.content(golden)));
        bodies().forEach(golden -> seen.visit(read(golden)));
        assertThat(Stream.concat(seen.neverSet().stream(), seen.wronglyNull().stream()))
                .isEmpty();
    }
}
