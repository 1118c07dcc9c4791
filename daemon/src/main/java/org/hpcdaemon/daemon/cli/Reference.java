package org.hpcdaemon.daemon.cli;

import org.hpcdaemon.daemon.config.Setting;

/** {@code docs/reference.md}, made from the catalogue of settings. */
final class Reference {
    private Reference() {}

    static String markdown() {
        StringBuilder page = new StringBuilder("""
                # Settings of hpc-daemon

                <!-- Made by `hpc-daemon manual markdown`; change daemon/…/config/Setting.java and make it anew. -->

                Each setting can be given to `hpc-daemon setup` as a flag, as a variable of the environment, or as a line
                `key = value` in `$HPC_DAEMON_HOME/config.properties` (a Java properties file). The first of these that says
                something wins, in this order; then what an earlier setup of the same daemon stored; then the default. In the
                interview they are what is proposed. `HPC_DAEMON_ID` and `daemon-id` hold for the other verbs too.

                | flag | variable | key | meaning | default |
                |---|---|---|---|---|
                """);
        for (Setting setting : Setting.values()) {
            page.append("| `%s` | `%s` | `%s` | %s | %s |\n"
                    .formatted(
                            (setting.flag() + " " + setting.label()
                                            + (setting.kind() == Setting.Kind.LIST ? " ..." : ""))
                                    .strip(),
                            setting.variable(),
                            setting.key(),
                            setting.meaning(),
                            setting.standard().orElse("must be said")));
        }
        return page.append("""

                A switch is `true` or `false` in a variable or the file. `HPC_DAEMON_HOME` names the state folder, by default
                `~/.hpc_daemon`. `HPC_SLURM_POLL_SECONDS` also holds for a start alone. An administrator of the machine may write
                `slurm-poll-seconds = N` into `/etc/hpc-daemon/site.properties`: then no daemon there asks SLURM more often. Proxies are those of `HTTPS_PROXY` and `NO_PROXY`.
                """).toString();
    }
}
