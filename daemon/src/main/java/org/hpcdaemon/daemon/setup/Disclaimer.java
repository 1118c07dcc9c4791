package org.hpcdaemon.daemon.setup;

import java.util.List;

/** What remote execution by an agent means, for the one whose account it is. */
final class Disclaimer {
    /** A paragraph each; the dialog breaks them where the terminal ends. */
    static final List<String> LINES = List.of(
            "The daemon lets programs of yours, often AI agents, run commands on this machine AS YOU, from elsewhere and"
                    + " without asking you each time. Agents make mistakes, and can be misled by what they read. They can:",
            "  - change and delete what you may change, in the directories that you allow below (anywhere, if you allow all);",
            "  - read what you can read, and send it away;",
            "  - use your allocation: jobs, processors, disk space, and your standing with those who run the machine.",
            "What an agent does here is done in your name. Make sure that the rules of this machine allow it. The platform"
                    + " relays everything, so use one that you trust. To end it at once: hpc-daemon stop.");

    private Disclaimer() {}
}
