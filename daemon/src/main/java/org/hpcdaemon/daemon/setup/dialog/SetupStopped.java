package org.hpcdaemon.daemon.setup.dialog;

import java.io.Serial;

/** The one who was asked wants no more of it, or is gone. Nothing was changed. */
public final class SetupStopped extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public SetupStopped(String why) {
        super(why);
    }

    /** Why, for the one who is still there. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
