package org.hpcdaemon.platform.mail;

/** Delivers one-time codes. Thread-safe. */
@FunctionalInterface
public interface Mailer {
    /** Blocks until the mail is taken over by somebody else. */
    void send(CodeMail mail) throws MailException;

    /** Finds out whether a mail to anybody could be sent, without sending one. What needs no server always can. */
    default void check() throws MailException {}
}
