package org.hpcdaemon.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.error.OutcomeUnknownException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcId;
import org.hpcdaemon.protocol.rpc.RpcMessage;
import org.junit.jupiter.api.Test;

class CallsTest {
    private static final IdempotencyKey KEY = new IdempotencyKey("k1");
    private final HpcException cut = new HpcException(ErrorCode.UNREACHABLE, "the line was cut");

    private final Calls calls = new Calls();

    /** One on which everything is sent and nothing answered. */
    private static final class Silent implements Connection {
        @Override
        public boolean text(String message) {
            return true;
        }

        @Override
        public boolean binary(ByteBuffer message) {
            return true;
        }

        @Override
        public void close(int code, String reason) {}
    }

    private Calls.Pending<Done> call(Request request, Consumer<Done> first) {
        Calls.Pending<Done> call = calls.make(() -> request, Done.class, first);
        calls.add(call);
        return call;
    }

    private static Throwable failure(CompletableFuture<?> future) {
        assertThat(future).isCompletedExceptionally();
        return future.exceptionNow();
    }

    @Test
    void aCallbackThatThrowsFailsItsCallAndLeavesNobodyWaiting() throws Exception {
        RuntimeException defect = new IllegalStateException("in the callback");
        Calls.Pending<Done> call = call(new ShellRequest.List(), _ -> {
            throw defect;
        });
        calls.result((RpcMessage.Result) Rpc.decode(Rpc.result(RpcId.of(call.id()), new Done())));
        assertThat(failure(call.future())).isSameAs(defect);
    }

    @Test
    void whatHasAnEffectMayHaveHadItOnceItWasSent() {
        for (Request request : List.of(
                new JobRequest.Submit(
                        KEY, JobSpec.builder().argv(List.of("true")).build()),
                new ShellRequest.Open(KEY, null, null, java.util.Map.of(), null, null),
                new ShellRequest.Run(KEY, new ShellId("s_0123456789"), "true", null, false, null))) {
            Calls.Pending<Done> waiting = call(request, _ -> {});
            Calls.Pending<Done> sent = call(request, _ -> {});
            sent.sendTo(new Silent(), sent.message());
            calls.failAll(cut);
            assertThat(failure(waiting.future())).isSameAs(cut);
            assertThat(failure(sent.future()))
                    .isInstanceOfSatisfying(
                            OutcomeUnknownException.class,
                            unknown -> assertThat(unknown.key()).contains(KEY))
                    .hasMessageContaining("may have")
                    .hasMessageContaining("the line was cut");
        }
    }

    @Test
    void aCancelMayHaveCancelledAndNeedsNoKey() {
        Calls.Pending<Done> cancel = call(new JobRequest.Cancel(new JobId("j_0123456789"), null), _ -> {});
        cancel.sendTo(new Silent(), cancel.message());
        calls.failAll(cut);
        assertThat(failure(cancel.future()))
                .isInstanceOfSatisfying(
                        OutcomeUnknownException.class,
                        unknown -> assertThat(unknown.key()).isEmpty());
    }

    @Test
    void aQuestionIsLostWithItsConnectionAlone() {
        Calls.Pending<Done> question = call(new ShellRequest.List(), _ -> {});
        question.sendTo(new Silent(), question.message());
        calls.failAll(cut);
        assertThat(failure(question.future())).isSameAs(cut);
    }
}
