package org.hpcdaemon.agent.cli.recording;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.account.AccountOwner;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.DaemonArgument;
import org.hpcdaemon.agent.terminal.LocalTerminal;
import org.hpcdaemon.agent.terminal.Notices;
import org.hpcdaemon.agent.terminal.Playback;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RecordingId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "play",
        mixinStandardHelpOptions = true,
        description = {
            "Plays a recording of a shell or command in this terminal, at the pace at which it was printed. q or Ctrl-C quits.",
            "For the account owner, who is asked to sign in. What a terminal would answer, and titles, clipboard and links are left out."
        },
        footer = {
            "",
            "Examples:",
            "  hpc play mybox r_0123456789abcdef",
            "  hpc play mybox r_0123456789abcdef --speed 4 --idle-limit 1"
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class PlayCommand implements Callable<Integer> {
    private static final double SLOWEST = 0.01;
    private static final double FASTEST = 10_000;

    /** Longer than any pause that a viewer sits through. */
    private static final double LONGEST_IDLE = 1_000_000;

    private final Context context;

    @Mixin
    private DaemonArgument daemon;

    @Parameters(index = "1", paramLabel = "ID", description = "The recording, as `hpc recordings DAEMON` shows it.")
    private RecordingId recording;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "1",
            description = "So many times as fast (default: ${DEFAULT-VALUE}).")
    private double speed;

    @Option(
            names = "--idle-limit",
            paramLabel = "SECONDS",
            description = "Pauses are at most this long (default: as long as they were).")
    private @Nullable Double idleLimit;

    @Mixin
    private AccountOwner owner = new AccountOwner();

    public PlayCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Playback.Pace pace = pace();
        try (HpcClient client = owner.client(context);
                DaemonSession session = client.connect(daemon.id());
                RecordingBytes bytes = new RecordingBytes(session, recording)) {
            CastReader cast = new CastReader(bytes);
            Notices notices = new Notices(context.err());
            Playback playback = new Playback(context.out(), notices, pace, System::nanoTime);
            boolean toItsEnd;
            if (LocalTerminal.present()) {
                LocalTerminal terminal = LocalTerminal.open();
                notices.say(greeting(cast, terminal.size()));
                toItsEnd = playback.run(terminal, context.in(), cast);
            } else {
                toItsEnd = playback.run(cast);
            }
            context.out().println(); // the last line may have no end
            if (toItsEnd) {
                notices.say(recording + ": "
                        + (bytes.isComplete()
                                ? cast.marker().orElse("it ends here")
                                : "this is what there is by now; it goes on"));
            }
        }
        return ExitCodes.OK;
    }

    private Playback.Pace pace() {
        if (!(speed >= SLOWEST && speed <= FASTEST)) {
            throw HpcException.invalid("--speed is " + speed + "; it goes from 0.01 to 10000");
        }
        Double idle = idleLimit;
        if (idle == null) {
            return new Playback.Pace(speed, null);
        }
        if (!(idle >= 0 && idle <= LONGEST_IDLE)) {
            throw HpcException.invalid("--idle-limit is " + idle + "; it goes from 0 to 1000000 seconds");
        }
        return new Playback.Pace(speed, (long) (idle * 1_000_000));
    }

    private String greeting(CastReader cast, Optional<LocalTerminal.Size> here) {
        boolean fits = here.map(size -> size.rows() >= cast.rows() && size.cols() >= cast.cols())
                .orElse(true);
        return recording + (cast.what().isEmpty() ? "" : ", " + cast.what()) + "; q quits"
                + (fits
                        ? ""
                        : "; it was recorded on " + cast.cols() + "x" + cast.rows()
                                + ", for which this terminal is too small");
    }
}
