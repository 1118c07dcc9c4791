package org.hpcdaemon.protocol.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.ReaderId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.AnyRequest;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.value.Bytes;

/** Whatever can be said comes back as it was said, over UTF-8 too. */
class RpcPropertiesTest {
    @Property
    void aCallComesBack(@ForAll("ids") RpcId id, @ForAll("requests") AnyRequest request) {
        assertThat(Rpc.decode(overTheWire(Rpc.call(id, request)))).isEqualTo(new RpcMessage.Call(id, request));
    }

    @Property
    void aNoticeComesBack(@ForAll("notices") Notice notice) {
        assertThat(Rpc.decode(overTheWire(Rpc.notification(notice)))).isEqualTo(new RpcMessage.Notification(notice));
    }

    @Property
    void aFailureComesBack(@ForAll("ids") RpcId id, @ForAll ErrorCode code, @ForAll("texts") String message) {
        assertThat(Rpc.decode(overTheWire(Rpc.failure(id, new HpcException(code, message)))))
                .isEqualTo(new RpcMessage.Failure(id, code, message));
    }

    @Property
    void bytesComeBack(@ForAll byte[] bytes) {
        String json = Rpc.result(RpcId.of(1), Bytes.of(bytes));
        RpcMessage.Result result = (RpcMessage.Result) Rpc.decode(json);
        assertThat(Json.convert(result.result(), Bytes.class).toArray()).isEqualTo(bytes);
    }

    @Property(tries = 5000)
    void anyTextIsAMessageOrAnErrorThatCanBeAnswered(@ForAll @StringLength(max = 60) String text) {
        try {
            assertThat(Rpc.decode(text)).isNotNull();
        } catch (RpcException e) {
            assertThat(Rpc.decode(e.toAnswer())).isInstanceOf(RpcMessage.Failure.class);
        }
    }

    @Provide
    Arbitrary<RpcId> ids() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(RpcId::of),
                texts().ofMaxLength(RpcId.MAX_CHARS / 2).map(RpcId::new));
    }

    @Provide
    Arbitrary<AnyRequest> requests() {
        return Arbitraries.oneOf(execs(), attaches(), runs());
    }

    private static Arbitrary<AnyRequest> execs() {
        Arbitrary<List<String>> argv = wholeCharacters().list().ofMinSize(1).ofMaxSize(5);
        Arbitrary<Map<String, String>> env = Arbitraries.maps(Arbitraries.of("PATH", "_x", "A1"), wholeCharacters())
                .ofMaxSize(3);
        Arbitrary<Optional<byte[]>> stdin =
                Arbitraries.bytes().array(byte[].class).optional();
        return Combinators.combine(
                        keys(),
                        argv,
                        wholeCharacters().optional(),
                        env,
                        stdin,
                        positive().optional())
                .as((key, args, cwd, variables, input, timeout) -> new ExecRequest.Run(
                        key,
                        args,
                        null,
                        cwd.orElse(null),
                        variables,
                        input.map(Bytes::of).orElse(null),
                        timeout.map(value -> value % 1_000_000 + 1).orElse(null),
                        null));
    }

    private static Arbitrary<AnyRequest> runs() {
        return Combinators.combine(keys(), shells(), wholeCharacters(), Arbitraries.of(true, false))
                .as((key, shell, command, terminal) -> new ShellRequest.Run(key, shell, command, null, terminal, null));
    }

    private static Arbitrary<AnyRequest> attaches() {
        return Combinators.combine(shells(), positive().optional(), Arbitraries.integers(), keys())
                .as((shell, from, stream, reader) ->
                        new ShellRequest.Attach(shell, from.orElse(null), stream, new ReaderId(reader.value())));
    }

    @Provide
    Arbitrary<Notice> notices() {
        Arbitrary<Integer> streams = Arbitraries.integers();
        return Arbitraries.oneOf(
                Combinators.combine(streams, positive()).as(Notice.StreamAck::new),
                Combinators.combine(streams, positive()).as(Notice.StreamEnd::new),
                Combinators.combine(streams, positive(), positive())
                        .as((stream, a, b) -> new Notice.StreamGap(stream, Math.min(a, b), Math.max(a, b))),
                Combinators.combine(streams, texts()).as(Notice.StreamFailed::new),
                Combinators.combine(shells(), Arbitraries.integers().optional())
                        .as((shell, code) -> new Notice.ShellEnded(shell, code.orElse(null), null)));
    }

    private static Arbitrary<Long> positive() {
        return Arbitraries.longs().greaterOrEqual(0);
    }

    private static Arbitrary<IdempotencyKey> keys() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("._:-")
                .ofMinLength(1)
                .ofMaxLength(64)
                .map(IdempotencyKey::new);
    }

    private static Arbitrary<ShellId> shells() {
        return Arbitraries.strings()
                .withCharRange('0', '9')
                .ofMinLength(8)
                .ofMaxLength(32)
                .map(digits -> new ShellId("s_" + digits));
    }

    /** All of Unicode but NUL, which no argument of a process can hold. */
    @Provide
    net.jqwik.api.arbitraries.StringArbitrary texts() {
        return wholeCharacters();
    }

    private static net.jqwik.api.arbitraries.StringArbitrary wholeCharacters() {
        return Arbitraries.strings()
                .withCharRange('\u0001', '\ud7ff')
                .withCharRange('\ue000', '\uffff')
                .ofMaxLength(40);
    }

    private static String overTheWire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
