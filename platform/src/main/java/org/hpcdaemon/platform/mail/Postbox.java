package org.hpcdaemon.platform.mail;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.hpcdaemon.platform.metrics.MetricsText;

/**
 * Takes mails at once and delivers them behind the caller's back: how long a mail server takes, or whether it fails,
 * must not tell a stranger whether an e-mail is known here. A mail that fails is logged for the host and not sent
 * again: its owner asks for a new code long before a retry would help, and sees in the console what waits. Thread-safe.
 */
public final class Postbox implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Postbox.class.getName());

    /** Mails at the same time: one slow server connection must not hold up the next person. */
    private static final int SENDERS = 2;

    /** Mails that wait. At a few seconds each, the last ones would be late already; more are dropped, and logged. */
    private static final int WAITING = 100;

    /** Time for the mails under way when the platform stops. */
    private static final int CLOSE_SECONDS = 5;

    private final Mailer mailer;
    private final MailHealth health;
    private final LongAdder sent = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final ThreadPoolExecutor senders = new ThreadPoolExecutor(
            SENDERS,
            SENDERS,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofVirtual().name("mail-", 0).factory());

    public Postbox(Mailer mailer) {
        this(mailer, InstantSource.system());
    }

    public Postbox(Mailer mailer, InstantSource clock) {
        this.mailer = mailer;
        this.health = new MailHealth(mailer, clock);
    }

    /** Throws {@link org.hpcdaemon.protocol.error.HpcException} if no mail can be sent now. */
    public void refuseIfDown() {
        health.refuseIfDown();
    }

    /** Whether mails that nobody waits for may be posted: half of the queue is for codes. */
    public boolean hasRoom() {
        return senders.getQueue().size() < WAITING / 2;
    }

    public void post(Mail mail) {
        try {
            senders.execute(() -> deliver(mail));
        } catch (RejectedExecutionException e) {
            failed.increment();
            LOG.log(
                    Level.WARNING,
                    "{0} is not sent, {1} mails are waiting: check the mail server",
                    mail.what(),
                    senders.getQueue().size());
        }
    }

    /** Adds what became of mails. */
    public void measure(MetricsText text) {
        text.gauge(
                        "mails_waiting",
                        "Mails that wait for their turn.",
                        senders.getQueue().size())
                .counter("mails_sent_total", "Mails that the mail server took.", sent.sum())
                .counter("mails_failed_total", "Mails that were not sent; the log says why.", failed.sum());
    }

    /** Sends what is waiting, for a few seconds at most. */
    @Override
    public void close() {
        senders.shutdown();
        try {
            if (!senders.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                int unsent = senders.shutdownNow().size();
                LOG.log(
                        Level.WARNING,
                        "stopped with {0} mails unsent: who waits for a sign-in code asks again",
                        unsent);
            }
        } catch (InterruptedException e) {
            senders.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Mail mail) {
        try {
            mailer.send(mail);
            sent.increment();
        } catch (MailException e) {
            failed.increment();
            LOG.log(Level.ERROR, "{0} was not sent ({1}); it will not be tried again", mail.what(), e.reason());
        }
    }
}
