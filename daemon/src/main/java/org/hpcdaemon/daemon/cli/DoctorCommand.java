package org.hpcdaemon.daemon.cli;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.doctor.Check;
import org.hpcdaemon.daemon.doctor.Doctor;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.life.RunStatus;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks what the daemon needs, here and on the way to the platform, and prints what to do.",
            "Exit code 1 if something keeps it from working."
        },
        footer = {"", "Example:", "  hpc-daemon doctor"})
final class DoctorCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DoctorCommand(Context context) {
        this.context = context;
    }

    private record Patient(Profile profile, @Nullable RunStatus running) {}

    @Override
    public Integer call() {
        List<Check> checks = new ArrayList<>();
        Doctor doctor = new Doctor(context.home(), context.environment(), context.clock(), check -> {
            checks.add(check);
            if (!json) {
                context.out().println(check.line());
                context.out().flush(); // the next one may take a while
            }
        });
        doctor.machine();
        boolean sound = checks.stream().noneMatch(check -> check.name().equals("state") && blocks(check));
        if (sound) {
            find(doctor).ifPresent(patient -> doctor.daemon(patient.profile(), patient.running()));
        }
        if (json) {
            context.out().println(Json.pretty(checks));
        }
        return checks.stream().anyMatch(DoctorCommand::blocks) ? ExitCodes.FAILED : ExitCodes.OK;
    }

    private static boolean blocks(Check check) {
        return check.level() == Check.Level.FAIL;
    }

    private Optional<Patient> find(Doctor doctor) {
        if (!Files.exists(context.home().folder())) {
            doctor.noDaemon("no daemon is set up here yet; run: hpc-daemon setup");
            return Optional.empty();
        }
        try {
            return Optional.of(context.database(database -> {
                Profile profile = daemon.find(new Profiles(database, context.clock()));
                return new Patient(profile, running(context.presence(database, profile.daemon())));
            }));
        } catch (HpcException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            doctor.noDaemon(e.reason());
            return Optional.empty();
        }
    }

    private static @Nullable RunStatus running(Presence presence) {
        return switch (presence) {
            case Presence.Here here -> here.status();
            case Presence.Elsewhere there -> there.status();
            case Presence.Nowhere _ -> null;
        };
    }
}
