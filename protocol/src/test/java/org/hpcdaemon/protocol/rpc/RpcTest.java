package org.hpcdaemon.protocol.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.junit.jupiter.api.Test;

class RpcTest {
    @Test
    void aCallComesBackAsItWasWritten() {
        var submit = new JobRequest.Submit(new IdempotencyKey("k1"), JobSpec.of(List.of("true")));
        var call = (RpcMessage.Call) Rpc.decode(Rpc.call(RpcId.of(7), submit));
        assertThat(call.id()).isEqualTo(RpcId.of(7));
        assertThat(call.request()).isEqualTo(submit);
    }

    @Test
    void absentFieldsTakeTheirDefaults() {
        var call = (RpcMessage.Call)
                Rpc.decode(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"exec.run\",\"params\":{\"key\":\"k\",\"command\":\"ls\"}}");
        var run = (ExecRequest.Run) call.request();
        assertThat(run.env()).isEmpty();
        assertThat(run.timeoutMs()).isNull();
    }

    @Test
    void aWrongTypeNamesItsField() {
        assertThatThrownBy(
                        () -> Rpc.decode(
                                "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"exec.run\",\"params\":{\"key\":\"k\",\"command\":\"ls\",\"timeoutMs\":\"soon\"}}"))
                .isInstanceOfSatisfying(RpcException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
                    assertThat(e.id()).isEqualTo(RpcId.of(3));
                    assertThat(e.reason()).contains("timeoutMs");
                });
    }

    @Test
    void aNumberIsNotText() {
        assertThatThrownBy(
                        () -> Rpc.decode(
                                "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"exec.run\",\"params\":{\"key\":\"k\",\"argv\":[\"kill\",9]}}"))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.reason()).contains("argv"));
    }

    @Test
    void anErrorKeepsItsCode() {
        String json = Rpc.failure(RpcId.of(1), new HpcException(ErrorCode.KEY_REUSED, "other command"));
        assertThat(Rpc.decode(json))
                .isEqualTo(new RpcMessage.Failure(RpcId.of(1), ErrorCode.KEY_REUSED, "other command"));
    }
}
