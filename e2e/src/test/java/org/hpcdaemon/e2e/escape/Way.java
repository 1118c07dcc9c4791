package org.hpcdaemon.e2e.escape;

/** How an agent runs things. */
enum Way {
    COMMAND,
    SHELL,
    JOB
}
