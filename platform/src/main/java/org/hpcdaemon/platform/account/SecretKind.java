package org.hpcdaemon.platform.account;

/** The secrets of the platform; each is recognised by its prefix, by people and by scanners of leaked secrets. */
enum SecretKind {
    AGENT_KEY("hpc_agent_"),
    DAEMON_KEY("hpc_daemon_"),
    CONSOLE_KEY("hpc_console_"),
    ACCESS_TOKEN("hpc_access_"),
    REFRESH_TOKEN("hpc_refresh_"),
    SIGN_IN_TOKEN("hpc_signin_");

    private final String prefix;

    SecretKind(String prefix) {
        this.prefix = prefix;
    }

    String prefix() {
        return prefix;
    }
}
