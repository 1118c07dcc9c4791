package org.hpcdaemon.protocol.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.Golden;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.message.AnyRequest;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.route.RouteClose;
import org.hpcdaemon.protocol.message.route.RouteOpen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wire does not change by accident, and nothing is added to it without an example. */
class GoldenMessagesTest {
    static List<Golden.Message> messages() {
        return Golden.messages();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void decodesAndEncodesToTheSameText(Golden.Message golden) {
        assertThat(encode(golden, Rpc.decode(golden.text()))).isEqualTo(golden.text());
    }

    @Test
    void routePayloadsDecodeAndEncodeToTheSameText() {
        for (Golden.Message golden : Golden.in("frame")) {
            Class<?> type = golden.name().equals("RouteOpen") ? RouteOpen.class : RouteClose.class;
            assertThat(Json.write(Json.read(golden.text(), type))).isEqualTo(golden.text());
        }
    }

    @Test
    void everyMethodHasACallAndAnAnswer() {
        assertThat(names("call")).containsAll(wireNames(Method.values(), Method::wireName));
        assertThat(names("answer")).containsAll(wireNames(Method.values(), Method::wireName));
    }

    @Test
    void everyNoticeAndErrorHasAnExample() {
        assertThat(names("notice")).containsAll(wireNames(NoticeName.values(), NoticeName::wireName));
        assertThat(names("error")).isEqualTo(wireNames(ErrorCode.values(), ErrorCode::wireName));
    }

    @Test
    void everyRequestHasAMethodAndEveryNoticeAName() {
        assertThat(leaves(AnyRequest.class)).hasSameElementsAs(listed(Method.values(), Method::params));
        assertThat(leaves(Notice.class)).hasSameElementsAs(listed(NoticeName.values(), NoticeName::params));
    }

    /** An optional field that no example has would be one whose name could change unseen. */
    @Test
    void everyFieldOfEveryRecordIsInSomeExample() {
        Records seen = new Records();
        Golden.messages().forEach(golden -> seen.visit(content(golden)));
        assertThat(seen.neverSet()).isEmpty();
    }

    private static String encode(Golden.Message golden, RpcMessage message) {
        return switch (message) {
            case RpcMessage.Call call -> Rpc.call(call.id(), call.request());
            case RpcMessage.Notification notification -> Rpc.notification(notification.notice());
            case RpcMessage.Result result -> Rpc.result(result.id(), content(golden));
            case RpcMessage.Failure failure -> Rpc.failure(failure.id(), failure.exception());
        };
    }

    /** The record inside. */
    static Object content(Golden.Message golden) {
        return switch (Rpc.decode(golden.text())) {
            case RpcMessage.Call call -> call.request();
            case RpcMessage.Notification notification -> notification.notice();
            case RpcMessage.Result result -> Json.convert(result.result(), answerOf(golden));
            case RpcMessage.Failure failure -> failure;
        };
    }

    /** The type of an answer, which only the name of the file tells. */
    static Class<?> answerOf(Golden.Message golden) {
        return Stream.of(Method.values())
                .filter(method ->
                        golden.name().equals(method.wireName()) || golden.name().startsWith(method.wireName() + "."))
                .findFirst()
                .<Class<?>>map(Method::answer)
                .orElseGet(() -> fail("no method for " + golden));
    }

    private static Set<String> names(String folder) {
        return Golden.in(folder).stream().map(Golden.Message::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static <T> Set<String> wireNames(T[] all, Function<T, String> wireName) {
        return Arrays.stream(all).map(wireName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static <T> List<Class<?>> listed(T[] all, Function<T, Class<?>> params) {
        return Arrays.stream(all).<Class<?>>map(params).toList();
    }

    private static List<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(sub -> leaves(sub).stream())
                        .toList()
                : List.of(type);
    }
}
