package org.hpcdaemon.client.session;

import java.util.Set;
import java.util.function.Consumer;
import org.hpcdaemon.client.stream.Streams;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcException;
import org.hpcdaemon.protocol.rpc.RpcMessage;

/** Dispatches each message of the daemon to its receiver, on the link's thread. */
final class IncomingMessages {
    private final Calls calls;
    private final Streams streams;
    private final Set<Participant> participants;
    private final Consumer<String> send;

    IncomingMessages(Calls calls, Streams streams, Set<Participant> participants, Consumer<String> send) {
        this.calls = calls;
        this.streams = streams;
        this.participants = participants;
        this.send = send;
    }

    void text(String message) {
        try {
            switch (Rpc.decode(message)) {
                case RpcMessage.Result result -> calls.result(result);
                case RpcMessage.Failure failure -> calls.failure(failure);
                case RpcMessage.Notification(Notice notice) -> notice(notice);
                case RpcMessage.Call call ->
                    send.accept(Rpc.failure(
                            call.id(), new HpcException(ErrorCode.METHOD_NOT_FOUND, "agents answer no calls")));
            }
        } catch (RpcException _) {
            // A message of a newer version; what matters comes as an answer, and answers are checked.
        }
    }

    private void notice(Notice notice) {
        switch (notice) {
            case Notice.StreamAck(int stream, long offset) -> streams.acknowledged(stream, offset);
            case Notice.StreamEnd(int stream, long offset) -> streams.ended(stream, offset);
            case Notice.StreamGap(int stream, long from, long to) -> streams.gap(stream, from, to);
            case Notice.StreamFailed(int stream, String why) -> streams.failed(stream, why);
            case Notice.ShellEnded ended -> participants.forEach(each -> each.ended(ended));
            case Notice.EventNew(Event event) -> participants.forEach(each -> each.event(event));
            case Notice.AgentsRevoked _ -> {
                // For daemons.
            }
        }
    }
}
