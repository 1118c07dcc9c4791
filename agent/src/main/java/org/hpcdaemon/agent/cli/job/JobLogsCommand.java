package org.hpcdaemon.agent.cli.job;

import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteLog;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Prints a job's log, byte for byte.",
        footer = {
            "",
            "Examples:",
            "  hpc job logs mybox j_0123456789abcdef -f",
            "  hpc job logs mybox j_0123456789abcdef --stderr --tail 50"
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class JobLogsCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private JobArguments at;

    @Option(names = "--stderr", description = "Standard error instead of standard output.")
    private boolean stderr;

    @Option(
            names = "--from",
            paramLabel = "BYTE",
            defaultValue = "0",
            description = "The first byte wanted (default: ${DEFAULT-VALUE}).")
    private long from;

    @Option(names = "--tail", paramLabel = "N", description = "Only the last N lines.")
    private @Nullable Integer tail;

    @Option(names = "--element", paramLabel = "N", description = "For an array: the element whose log to print.")
    private @Nullable Integer element;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the job has ended.")
    private boolean follow;

    public JobLogsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (tail != null && tail < 0) {
            throw HpcException.invalid("--tail is " + tail + "; give a number of lines, 0 or more");
        }
        LogStream stream = stderr ? LogStream.STDERR : LogStream.STDOUT;
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(at.daemon())) {
            RemoteLog log = at.job(session, element).log(stream);
            long first = tail == null ? from : LogTail.start(tail, log::piece);
            log.read(first, follow, bytes -> {
                context.out().write(bytes, 0, bytes.length);
                context.out().flush();
            });
            return ExitCodes.OK;
        }
    }
}
