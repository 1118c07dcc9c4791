package org.hpcdaemon.daemon.cli.setup;

import java.util.List;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.setup.Enrolment;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Containers;
import org.hpcdaemon.sandbox.choose.HostReport;

/** How a setup ended, in words, with what to do next. */
record SetupEnd(Context context, DaemonId daemon) {

    /**
     * @param changed the flags of what is stored otherwise than before
     * @param keptKey whether it has the key that it had
     */
    void tell(Enrolment.Result result, Target platform, List<String> changed, boolean keptKey) {
        context.out().println("set up " + daemon + " for " + platform);
        switch (result.outcome()) {
            case Enrolment.Outcome.Registered(int revoked) -> {
                if (revoked > 0) {
                    context.out()
                            .println("its " + (revoked == 1 ? "old key was" : revoked + " old keys were") + " revoked");
                }
            }
            case Enrolment.Outcome.Untried() ->
                warn("the platform and the key were not tried; the daemon tries them when it starts");
            case Enrolment.Outcome.OldKeysLeft(String reason) ->
                warn("an old key of it is still valid: " + reason + "; run setup again, or revoke it: hpc keys list");
        }
        String start = "hpc-daemon start --detach" + (severalAreSetUp() ? " --daemon-id " + daemon : "");
        String again = "hpc-daemon stop --daemon-id " + daemon + ", then start --detach";
        switch (result.running()) {
            case NOT_RUNNING -> context.out().println("next: " + start);
            case TAKEN -> {
                context.out().println(daemon + (keptKey ? "" : " took the new key and") + " runs on, with its shells");
                if (!changed.isEmpty()) {
                    warn("what changed (" + String.join(", ", changed) + ") takes effect at its next start: " + again);
                }
            }
            case ENDED -> warn(daemon + " has ended meanwhile; start it again: " + start);
            case NOT_TAKEN, NOT_ASKED ->
                warn(daemon + " runs with its old settings" + (keptKey ? "" : " and key") + " until: " + again);
        }
    }

    /** What was allowed may not be possible here; by a trial, since the daemon may not run yet. */
    void tellOfContainers(HostReport host) {
        if (host.containers() instanceof Containers.Impossible impossible) {
            warn(impossible.words());
        }
    }

    private boolean severalAreSetUp() {
        return context.profiles(Profiles::all).size() > 1;
    }

    private void warn(String what) {
        context.err().println("hpc-daemon: warning: " + what);
    }
}
