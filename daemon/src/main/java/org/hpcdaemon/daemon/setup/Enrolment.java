package org.hpcdaemon.daemon.setup;

import java.util.function.Consumer;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.uplink.Introduction;
import org.hpcdaemon.protocol.Release;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.PlatformRequest;

/**
 * The end of setup, in an order that leaves the daemon usable wherever it is interrupted: a key that works, the profile
 * stored with it, and only then the keys before it revoked.
 */
public final class Enrolment {
    private final Plan plan;
    private final Consumer<Profile> store;
    private final String host;
    private final boolean running;

    /**
     * @param store stores the profile whole or not at all
     * @param host this machine's name
     * @param running whether a process runs this daemon, which a hello from here would push off the platform
     */
    public Enrolment(Plan plan, Consumer<Profile> store, String host, boolean running) {
        this.plan = plan;
        this.store = store;
        this.host = host;
        this.running = running;
    }

    /** How it ended. */
    public sealed interface Outcome {
        /**
         * All is done.
         *
         * @param revoked how many keys of this daemon are good no more
         */
        record Registered(int revoked) implements Outcome {}

        /** The profile is stored; the platform does not know the daemon yet. */
        record NotReached(String reason) implements Outcome {}

        /** All is well but that keys before the new one are still good. */
        record OldKeysLeft(String reason) implements Outcome {}
    }

    /** Makes a key and stores the profile with it. Throws {@link HpcException} with nothing changed. */
    public Outcome withNewKey(Person person) throws InterruptedException {
        try (FreshKey key = FreshKey.make(plan.platform(), person, plan.daemon())) {
            FreshKey.Made made = key.made();
            register(made.secret());
            key.keep(() -> store.accept(plan.with(made.secret())));
            try {
                return new Outcome.Registered(person.revokeOthers(plan.daemon(), made.id()));
            } catch (HpcException e) {
                return new Outcome.OldKeysLeft(e.reason());
            }
        }
    }

    /**
     * Stores the profile with a key that exists, also when the platform cannot be reached. Throws {@link HpcException}
     * with nothing changed if it can and does not take the key.
     */
    public Outcome withKey(String key) throws InterruptedException {
        Outcome outcome;
        try {
            plan.platform().check();
            register(key);
            outcome = new Outcome.Registered(0);
        } catch (HpcException e) {
            if (e.code() != ErrorCode.UNREACHABLE) {
                throw e;
            }
            outcome = new Outcome.NotReached(e.reason());
        }
        store.accept(plan.with(key));
        return outcome;
    }

    private void register(String key) throws InterruptedException {
        HpcClient.WhoAmI who;
        try (HpcClient itself = plan.platform().with(key)) {
            who = itself.whoAmI();
        } catch (HpcException e) {
            throw e.code() == ErrorCode.UNAUTHORIZED
                    ? new HpcException(e.code(), "the platform does not accept the key: " + e.reason(), e)
                    : e;
        }
        if (!plan.daemon().equals(who.daemon())) {
            throw HpcException.invalid(
                    "the key is that of " + (who.daemon() == null ? "no daemon" : "the daemon " + who.daemon())
                            + ", not of " + plan.daemon());
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
