package org.hpcdaemon.linux.system;

/** kill(2). The caller has made sure that the number still means the intended process. */
public final class Signals {
    private Signals() {}

    /** Returns false if there is no such process, or it is not ours. */
    public static boolean toProcess(int pid, int signal) {
        return pid > 1 && Libc.kill(pid, signal) == 0;
    }

    /** Returns false if there is no such process group, or none of it is ours. */
    public static boolean toGroup(int group, int signal) {
        return group > 1 && Libc.kill(-group, signal) == 0;
    }
}
