package org.hpcdaemon.sandbox;

/** Whether agents can run containers (Apptainer, Singularity, rootless podman), which make user namespaces. */
public sealed interface Containers {
    /** No limits are in force that would keep them from it: they run as they do for the daemon's user. */
    record Unlimited() implements Containers {
        @Override
        public String words() {
            return "containers start as they do for the daemon's user, since no limits are in force";
        }
    }

    /** The account owner did not allow it. */
    record NotAllowed() implements Containers {
        @Override
        public String words() {
            return "containers do not start, since the daemon was set up without --allow-containers";
        }
    }

    /** Allowed, and a trial has made namespaces within the limits. */
    record Possible() implements Containers {
        @Override
        public String words() {
            return "containers can be run, so agents have user namespaces of their own";
        }
    }

    /**
     * Allowed, and none starts all the same.
     *
     * @param reason why, and what to do about it
     */
    record Impossible(String reason) implements Containers {
        @Override
        public String words() {
            return "containers do not start though --allow-containers is set: " + reason;
        }
    }

    /** Which it is, for people and agents. */
    String words();
}
