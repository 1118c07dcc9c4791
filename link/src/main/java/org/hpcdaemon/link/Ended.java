package org.hpcdaemon.link;

import org.hpcdaemon.protocol.error.ErrorCode;

/** How an attempt to connect, or a connection, ended. */
public sealed interface Ended {

    /** Why, in words for the user of the connection. */
    default String why() {
        return switch (this) {
            case Refused(int _, ErrorCode _, String message) -> message;
            case Closed(int code, String reason) -> "the platform closed the connection: " + code + " " + reason;
            case NotAPlatform(String reason) -> reason;
            case Lost(String reason) -> reason;
        };
    }

    /** The server answered the upgrade with a refusal, such as 401 or 503. */
    record Refused(int status, ErrorCode code, String message) implements Ended {}

    /** The peer closed the connection with a code (RFC 6455 section 7.4). */
    record Closed(int code, String reason) implements Ended {}

    /**
     * What answered is not the platform, or cannot prove to be: a proxy that wants another password, a redirect, another
     * server, a certificate that is wrong. That lasts until a setting changes.
     */
    record NotAPlatform(String reason) implements Ended {}

    /** The network ended it, or the heartbeat found it dead. */
    record Lost(String reason) implements Ended {}
}
