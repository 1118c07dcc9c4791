package org.hpcdaemon.daemon.freeze;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.session.idempotency.Admission;
import org.hpcdaemon.session.route.Caller;

/** Refuses new effects while the daemon is frozen. Thread-safe. */
public final class FreezeSwitch implements Admission {
    private final FreezeTable table;
    private final AtomicReference<Optional<Freeze>> freeze;

    /** As the table has it. */
    public FreezeSwitch(FreezeTable table) {
        this.table = table;
        this.freeze = new AtomicReference<>(table.find());
    }

    /** Takes over what the table has now. */
    public Optional<Freeze> reload() {
        Optional<Freeze> now = table.find();
        freeze.set(now);
        return now;
    }

    @Override
    public void check(Caller caller, Request request) {
        freeze.get().ifPresent(now -> {
            throw new HpcException(
                    ErrorCode.FROZEN,
                    "nothing was started: this machine is " + now.words() + "; its user resumes it there, by"
                            + " `hpc-daemon resume`");
        });
    }
}
