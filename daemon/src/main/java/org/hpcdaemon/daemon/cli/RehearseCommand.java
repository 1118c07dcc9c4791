package org.hpcdaemon.daemon.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.daemon.app.DaemonApp;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.link.RehearsalPlatform;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.Welcome;
import org.hpcdaemon.sandbox.Guarding;
import picocli.CommandLine.Command;

/**
 * Goes online at a platform of its own on loopback and ends. The launcher records what that loads, so that a real
 * start finds it loaded.
 */
@Command(name = "rehearse", hidden = true, description = "Goes online at a platform on loopback, and ends.")
final class RehearseCommand implements Callable<Integer> {
    private static final DaemonId DAEMON = new DaemonId("rehearsal");
    private static final UserId USER = new UserId("u_rehearsal");

    private final Context context;

    RehearseCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        CompletableFuture<Welcome> online = new CompletableFuture<>();
        try (RehearsalPlatform platform = new RehearsalPlatform()) {
            Profile profile = new Profile(
                    DAEMON,
                    platform.url(),
                    DAEMON.value(),
                    List.of(),
                    System.getProperty("user.dir"),
                    null,
                    null,
                    null,
                    Guarding.DEFAULT,
                    "none");
            Thread.ofVirtual().name("rehearsal").start(() -> {
                try {
                    platform.welcome(USER, DAEMON, context.clock().instant());
                } catch (IOException | RuntimeException e) {
                    online.completeExceptionally(e);
                }
            });
            try (DaemonApp _ = new DaemonApp(
                    context.home(), context.home().openDatabase(), profile, context.clock(), online::complete)) {
                online.join();
            }
        }
        return ExitCodes.OK;
    }
}
