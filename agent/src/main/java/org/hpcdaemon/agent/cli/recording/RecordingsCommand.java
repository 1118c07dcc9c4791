package org.hpcdaemon.agent.cli.recording;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.account.AccountOwner;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.DaemonArgument;
import org.hpcdaemon.cli.recording.RecordingOptions;
import org.hpcdaemon.cli.recording.RecordingTable;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RecordingId;
import org.hpcdaemon.protocol.message.RecordingRequest;
import org.hpcdaemon.protocol.message.recording.RecordingList;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "recordings",
        mixinStandardHelpOptions = true,
        description = {
            "Lists what was recorded of shells and commands on a machine that was set up with --record, the newest first; or fetches one.",
            "For the account owner, who is asked to sign in."
        },
        footer = {
            "",
            "Examples:",
            "  hpc recordings mybox --agent builder --since 1d",
            "  hpc recordings mybox r_0123456789abcdef --download bench.cast"
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class RecordingsCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonArgument daemon;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ID",
            description = "The recording to fetch, with --download.")
    private @Nullable RecordingId recording;

    @Option(
            names = "--download",
            paramLabel = "FILE",
            description = "A new file to write it to, which asciinema plays; - for standard output.")
    private @Nullable Path file;

    @Mixin
    private RecordingOptions options = new RecordingOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private AccountOwner owner = new AccountOwner();

    public RecordingsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if ((recording == null) != (file == null)) {
            throw HpcException.invalid("to fetch one, give its ID and --download FILE; to play it: hpc play");
        }
        InstantSource clock = InstantSource.system();
        RecordingRequest.List request = new RecordingRequest.List(
                options.agent(),
                options.kind(),
                options.since(clock),
                options.until(clock),
                options.limit(),
                options.after());
        try (HpcClient client = owner.client(context);
                DaemonSession session = client.connect(daemon.id())) {
            if (recording != null && file != null) {
                download(session, recording, file);
            } else {
                print(session.call(request, RecordingList.class));
            }
        }
        return ExitCodes.OK;
    }

    private void print(RecordingList list) {
        if (json) {
            context.out().println(Json.pretty(list));
        } else {
            new RecordingTable(context.out(), context.err()).print(list);
        }
    }

    private void download(DaemonSession session, RecordingId id, Path to) throws IOException {
        try (RecordingBytes bytes = new RecordingBytes(session, id)) {
            if (to.toString().equals("-")) {
                long ignored = bytes.transferTo(context.out());
                context.out().flush();
                return;
            }
            try (OutputStream out = create(to)) {
                long count = bytes.transferTo(out);
                context.err()
                        .println("hpc: " + to + ": " + count + " bytes"
                                + (bytes.isComplete() ? "" : ", by now; it is still being recorded"));
            }
        }
    }

    /** For the user alone, as it is on the machine. */
    private static OutputStream create(Path file) throws IOException {
        try {
            return Channels.newOutputStream(Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        } catch (FileAlreadyExistsException e) {
            throw HpcException.invalid(file + " is there already; name a new file");
        }
    }
}
