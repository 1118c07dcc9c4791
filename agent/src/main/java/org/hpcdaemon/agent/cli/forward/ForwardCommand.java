package org.hpcdaemon.agent.cli.forward;

import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.DaemonArgument;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteConnection;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "forward",
        mixinStandardHelpOptions = true,
        description = "Opens a port here that leads to a port of a daemon's machine, or of a compute node.",
        footer = {
            "",
            "Examples:",
            "  hpc forward mybox 8888",
            "  hpc forward mybox 8888 --job j_8k2m4q6s8u0w",
            "  hpc forward mybox 6006:gpu12:6006",
            "",
            "Goes on until Ctrl-C. Only programs on this machine can connect. The account",
            "owner decides what agents may connect to (hpc-daemon setup --allow-forward): by",
            "default nodes of your own running jobs, and what your own processes listen on.",
            "A connection that is cut on its way is reset, and programs make a new one."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class ForwardCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonArgument daemon;

    @Parameters(
            index = "1",
            paramLabel = "[LOCAL:[HOST:]]PORT",
            converter = PortPair.Parser.class,
            description = "Port there; LOCAL is the port here, 0 for any that is free (default: the same).")
    private PortPair ports;

    @Option(names = "--job", paramLabel = "JOB", description = "HOST is the node on which that job of yours runs.")
    private @Nullable JobId job;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ForwardCommand(Context context) {
        this.context = context;
    }

    /** What is open, once it is. */
    record Report(DaemonId daemon, String address, int port, String target) {}

    @Override
    public Integer call() throws IOException {
        ForwardRequest.Open target =
                ForwardRequest.Open.of(ports.remote()).withHost(ports.host()).withJob(job);
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(daemon.id());
                LocalPort local = open(session, target)) {
            tryOnce(session, target);
            Report report = new Report(daemon.id(), "127.0.0.1", local.number(), target.target());
            context.out()
                    .println(
                            json
                                    ? Json.pretty(report)
                                    : "127.0.0.1:" + report.port() + " leads to " + report.target() + " of "
                                            + report.daemon() + "; Ctrl-C ends it");
            context.out().flush();
            local.serve();
        }
        return ExitCodes.OK;
    }

    private LocalPort open(DaemonSession session, ForwardRequest.Open target) throws IOException {
        try {
            return new LocalPort(ports.local(), session, target, this::warn);
        } catch (BindException e) {
            throw new HpcException(
                    ErrorCode.CONFLICT,
                    "port " + ports.local() + " of this machine is in use; choose another: LOCAL:" + ports.remote(),
                    e);
        }
    }

    /** What the owner does not allow is told now; a server that does not listen yet may do so later. */
    private void tryOnce(DaemonSession session, ForwardRequest.Open target) {
        try (RemoteConnection _ = session.connectTo(target)) {
            // There is something.
        } catch (HpcException e) {
            if (e.code() != ErrorCode.NOT_FOUND || e.reason().startsWith("no job ")) {
                throw e;
            }
            warn(e);
        }
    }

    private void warn(HpcException failure) {
        context.err().println("hpc: " + failure.reason());
    }
}
