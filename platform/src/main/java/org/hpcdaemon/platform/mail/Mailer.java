package org.hpcdaemon.platform.mail;

/** Delivers one-time codes. Blocks until the mail is taken over by somebody else. Thread-safe. */
@FunctionalInterface
public interface Mailer {
    void send(CodeMail mail) throws MailException;
}
