package org.hpcdaemon.e2e.escape;

/** What else on a machine does what the user asks of it, and so might for the user's agents. All are the real programs. */
enum Service {
    AT,
    CRON,
    SSH,
    SYSTEMD,
    SET_UID_BUBBLEWRAP,
    TMUX,
    SCREEN,
    SSH_AGENT
}
