package org.hpcdaemon.daemon.setup;

import java.util.function.Consumer;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.setup.platform.FreshKey;
import org.hpcdaemon.daemon.setup.platform.Handover;
import org.hpcdaemon.daemon.setup.platform.SignedInOwner;
import org.hpcdaemon.daemon.uplink.Introduction;
import org.hpcdaemon.protocol.Release;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.account.WhoAmI;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.PlatformRequest;

/**
 * The end of setup, in an order that leaves the daemon usable wherever it is interrupted: a key that works, the profile
 * stored with it, the process that runs the daemon connected with it, and only then the keys before it revoked.
 */
public final class Enrolment {
    private final Plan plan;
    private final Consumer<Profile> store;
    private final String host;
    private final Handover handover;

    /**
     * @param store stores the profile whole or not at all
     * @param host this machine's name
     * @param handover to the process that runs this daemon, which a hello from here would push off the platform
     */
    public Enrolment(Plan plan, Consumer<Profile> store, String host, Handover handover) {
        this.plan = plan;
        this.store = store;
        this.host = host;
        this.handover = handover;
    }

    /** How it ended, for the platform and for a process that ran the daemon meanwhile. */
    public record Result(Outcome outcome, Handover.Outcome running) {}

    /** How it ended at the platform. */
    public sealed interface Outcome {
        /**
         * All is done.
         *
         * @param revoked how many keys of this daemon are good no more
         */
        record Registered(int revoked) implements Outcome {}

        /** The profile is stored as was asked for, without reaching the platform, which does not know the daemon yet. */
        record Untried() implements Outcome {}

        /** All is well but that keys before the new one are still good. */
        record OldKeysLeft(String reason) implements Outcome {}
    }

    /** Makes a key and stores the profile with it. Throws {@link HpcException} with nothing changed. */
    public Result withNewKey(SignedInOwner person) throws InterruptedException {
        try (FreshKey key = FreshKey.make(plan.platform(), person, plan.daemon())) {
            FreshKey.Made made = key.made();
            boolean running = handover.isNeeded();
            register(made.secret(), running);
            key.keep(() -> store.accept(plan.with(made.secret())));
            Handover.Outcome taken = running ? handover.await(made.secret()) : handover.without();
            return new Result(
                    taken == Handover.Outcome.NOT_TAKEN
                            ? new Outcome.OldKeysLeft("the daemon that runs did not take the new one in time")
                            : revokeOthers(person, made.id()),
                    taken);
        }
    }

    private Outcome revokeOthers(SignedInOwner person, String kept) {
        try {
            return new Outcome.Registered(person.revokeOthers(plan.daemon(), kept));
        } catch (HpcException e) {
            return new Outcome.OldKeysLeft(e.reason());
        }
    }

    /** Stores the profile with a key that exists. Throws {@link HpcException} with nothing changed if it cannot be tried. */
    public Result withKey(String key) throws InterruptedException {
        boolean running = handover.isNeeded();
        try {
            plan.platform().check();
            register(key, running);
        } catch (HpcException e) {
            throw e.code() == ErrorCode.UNREACHABLE
                    ? new HpcException(
                            e.code(),
                            e.reason() + "; nothing was changed; --offline sets it up without the platform",
                            e)
                    : e;
        }
        store.accept(plan.with(key));
        return new Result(new Outcome.Registered(0), running ? handover.await(key) : handover.without());
    }

    /** Stores the profile with a key that is tried only when the daemon starts. */
    public Result withUntriedKey(String key) {
        store.accept(plan.with(key));
        return new Result(new Outcome.Untried(), handover.without());
    }

    private void register(String key, boolean running) throws InterruptedException {
        WhoAmI who;
        try (HpcClient itself = plan.platform().with(key)) {
            who = itself.whoAmI();
        } catch (HpcException e) {
            throw e.code() == ErrorCode.UNAUTHORIZED
                    ? new HpcException(e.code(), "the platform does not accept the key: " + e.reason(), e)
                    : e;
        }
        if (!plan.daemon().equals(who.daemon())) {
            throw HpcException.invalid(
                    who.daemon() == null
                            ? "the key is not a daemon's; make one: hpc-platform keys create --daemon " + plan.daemon()
                            : "the key is that of the daemon " + who.daemon() + ", not of " + plan.daemon()
                                    + "; give --daemon-id " + who.daemon() + ", or make a key for " + plan.daemon());
        }
        if (!running) {
            Introduction.make(
                    plan.platform().network(),
                    plan.platform().target(),
                    key,
                    new PlatformRequest.Hello(
                            Release.VERSION, RandomIds.secure().token(), plan.clusterName(), "local", host));
        }
    }
}
