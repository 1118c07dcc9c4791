package org.hpcdaemon.e2e.escape;

/** How an agent runs things. */
enum Way {
    COMMAND,
    SHELL,
    JOB,
    /** A step that a job of SLURM's starts by srun. */
    STEP;

    /** Where there is no SLURM. */
    static Way[] onOneMachine() {
        return new Way[] {COMMAND, SHELL, JOB};
    }
}
