package org.hpcdaemon.platform.mail;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * Whether mail can be sent at all, checked without an address, so that the answer reveals no user. One thread asks the
 * server at a time, and what it said holds for a while, so that a flood of sign-ins is none of connections to it.
 */
final class MailHealth {
    private static final Logger LOG = System.getLogger(MailHealth.class.getName());

    /** A server that worked a minute ago mostly still does; if not, the log tells of the mail that failed. */
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);

    /** Who repaired a server wants to see it soon. */
    private static final Duration BAD_FOR = Duration.ofSeconds(10);

    private final Mailer mailer;
    private final InstantSource clock;
    private final ReentrantLock asking = new ReentrantLock();

    /** The three are guarded by {@code asking}. */
    private Instant validUntil = Instant.EPOCH;

    private boolean works;
    private @Nullable String reported;

    MailHealth(Mailer mailer, InstantSource clock) {
        this.mailer = mailer;
        this.clock = clock;
    }

    /** Blocks as long as the server takes; throws {@link HpcException} if it is not able to send. */
    void refuseIfDown() {
        asking.lock();
        try {
            Instant now = clock.instant();
            boolean valid = now.isBefore(validUntil) && !now.isBefore(validUntil.minus(GOOD_FOR)); // Set back, it asks.
            if (!valid) {
                works = ask();
                validUntil = clock.instant().plus(works ? GOOD_FOR : BAD_FOR);
            }
            if (!works) {
                throw new HpcException(
                        ErrorCode.MAIL_UNAVAILABLE,
                        "the platform cannot send mail now, so no code was sent: retry in a few minutes;"
                                + " its host finds the reason in its log");
            }
        } finally {
            asking.unlock();
        }
    }

    private boolean ask() {
        try {
            mailer.check();
        } catch (MailException e) {
            if (!e.reason().equals(reported)) {
                LOG.log(Level.ERROR, "no one can sign in by mail until this is repaired: {0}", e.reason());
                reported = e.reason();
            }
            return false;
        }
        if (reported != null) {
            LOG.log(Level.INFO, "mail can be sent again");
            reported = null;
        }
        return true;
    }
}
