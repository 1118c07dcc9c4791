package org.hpcdaemon.agent.cli.shared;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.hpcdaemon.protocol.id.DaemonId;

/** Asks several daemons at once: one that hangs holds up no other. */
public final class EachDaemon {
    private EachDaemon() {}

    /** The answers, in the order of the daemons; returns when all are there. */
    public static <A> List<A> ask(List<DaemonId> daemons, Function<DaemonId, A> question) {
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            return daemons.stream()
                    .map(daemon -> CompletableFuture.supplyAsync(() -> question.apply(daemon), each))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }
}
