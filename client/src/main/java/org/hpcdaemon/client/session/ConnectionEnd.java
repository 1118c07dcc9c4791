package org.hpcdaemon.client.session;

import java.util.Optional;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.route.CloseCode;

/** The end of a connection in words, for calls that wait for an answer. */
final class ConnectionEnd {
    private ConnectionEnd() {}

    static HpcException failure(DaemonId daemon, Ended ended) {
        return switch (ended) {
            case Ended.Refused refused -> refused(daemon, refused);
            case Ended.Closed closed -> closed(daemon, closed);
            case Ended.NotAPlatform _, Ended.Lost _ -> new HpcException(ErrorCode.UNREACHABLE, ended.why());
        };
    }

    private static HpcException refused(DaemonId daemon, Ended.Refused refused) {
        return switch (refused.code()) {
            case NOT_FOUND -> HpcException.notFound("daemon", daemon);
            case UNAUTHORIZED -> unauthorized();
            case DAEMON_OFFLINE -> offline(daemon);
            default -> new HpcException(refused.code(), refused.message());
        };
    }

    private static HpcException closed(DaemonId daemon, Ended.Closed closed) {
        Optional<CloseCode> code = CloseCode.of(closed.code());
        if (code.isEmpty()) {
            return new HpcException(ErrorCode.UNREACHABLE, "closed with " + closed.code() + " " + closed.reason());
        }
        return switch (code.get()) {
            case UNAUTHORIZED -> unauthorized();
            case DAEMON_OFFLINE -> offline(daemon);
            case PROTOCOL_ERROR -> new HpcException(ErrorCode.INVALID_REQUEST, closed.reason());
            case BUSY -> new HpcException(ErrorCode.BUSY, closed.reason());
            case TOO_SLOW, REPLACED, GOING_AWAY, NORMAL ->
                new HpcException(ErrorCode.UNREACHABLE, "the connection was closed: " + closed.reason());
        };
    }

    private static HpcException unauthorized() {
        return new HpcException(ErrorCode.UNAUTHORIZED, "the key is not valid or was revoked; sign in again");
    }

    private static HpcException offline(DaemonId daemon) {
        return new HpcException(
                ErrorCode.DAEMON_OFFLINE, "daemon " + daemon + " is offline; start it there with: hpc-daemon start");
    }

    /** Whether no later attempt can go better. */
    static boolean hopeless(HpcException cause) {
        return switch (cause.code().advice()) {
            case RETRY -> false;
            case FIX_INPUT, GIVE_UP -> true;
        };
    }
}
