package org.hpcdaemon.protocol.message;

import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/** TCP connections from the machine to a port there or of a compute node, each joined to a stream of the agent. */
public sealed interface ForwardRequest extends Request {
    /** As long as a host name may be (RFC 1035). */
    int HOST_CHARS = 255;

    /**
     * {@code forward.open}: connects. Answer, once there is a connection: {@code ForwardOpened}. Then the bytes of both directions pass
     * under the stream's number until both have ended. A connection lasts no longer than the agent's own to the daemon.
     *
     * @param stream as the agent chooses it
     * @param host a name or an address; absent: the node of the job, else the daemon's machine itself
     * @param port of TCP
     * @param job one of the agent's that runs, on whose node the port is
     */
    record Open(
            int stream,
            @Nullable String host,
            int port,
            @Nullable JobId job) implements ForwardRequest {
        public Open {
            Checks.text("host", host, HOST_CHARS);
            Checks.range("port", Integer.valueOf(port), 1, 65535);
            if (host != null && host.isEmpty()) {
                throw HpcException.invalid("field \"host\" is empty; leave it out for the daemon's machine");
            }
            if (host != null && job != null) {
                throw HpcException.invalid("give either \"host\" or \"job\"");
            }
        }

        /** A port of the daemon's machine. */
        public static Open of(int port) {
            return new Open(0, null, port, null);
        }

        /** The same port of that host; null: of the daemon's machine. */
        public Open withHost(@Nullable String name) {
            return new Open(stream, name, port, job);
        }

        /** The same port of that job's node. */
        public Open withJob(@Nullable JobId id) {
            return new Open(stream, host, port, id);
        }

        /** The same by that stream. */
        public Open withStream(int number) {
            return new Open(number, host, port, job);
        }

        /** What is connected to, as people write it. */
        public String target() {
            return (job != null ? job.value() : host == null ? "localhost" : host) + ":" + port;
        }
    }

    /** {@code forward.close}: ends the connection of that stream at once. Answer: {@link Done}; also when it has ended. */
    record Close(int stream) implements ForwardRequest {}
}
