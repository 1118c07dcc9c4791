package org.hpcdaemon.platform.api;

import java.util.function.Function;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RecordingId;
import org.hpcdaemon.protocol.id.ShellId;

/** Ids in paths: a text that cannot be an id is answered like an unknown id. */
final class Ids {
    private Ids() {}

    static DaemonId daemon(String text) {
        return read("daemon", DaemonId::new, text);
    }

    static RecordingId recording(String text) {
        return read("recording", RecordingId::new, text);
    }

    static ApprovalId approval(String text) {
        return read("approval", ApprovalId::new, text);
    }

    static JobId job(String text) {
        return read("job", JobId::new, text);
    }

    static ShellId shell(String text) {
        return read("shell", ShellId::new, text);
    }

    static IdempotencyKey run(String text) {
        return read("run", IdempotencyKey::new, text);
    }

    private static <I> I read(String what, Function<String, I> form, String text) {
        try {
            return form.apply(text);
        } catch (IllegalArgumentException e) {
            throw new HpcException(ErrorCode.NOT_FOUND, "no such " + what, e);
        }
    }
}
