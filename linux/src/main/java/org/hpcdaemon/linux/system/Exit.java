package org.hpcdaemon.linux.system;

/** How a process ended, as its wait status says: {@code exit 137} is not the same as killed by signal 9. */
public sealed interface Exit {
    /** By itself, with 0 to 255. */
    record Code(int code) implements Exit {}

    /** By that signal number. */
    record Signalled(int signal) implements Exit {}

    /** Decodes a wait status (wait(2)). */
    static Exit of(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? new Code((status >> 8) & 0xff) : new Signalled(signal);
    }
}
