package org.hpcdaemon.platform.mail;

/** Delivers mails. Thread-safe. */
@FunctionalInterface
public interface Mailer {
    /** Blocks until the next mail server has accepted the mail. */
    void send(Mail mail) throws MailException;

    /** Checks whether mail could be sent, without sending one. An implementation without a server always can. */
    default void check() throws MailException {}
}
