package org.hpcdaemon.platform.mail;

/** A mail to one person. What is in it was made fit for that: no line ends in a subject, no markup in a text. */
public sealed interface Mail permits CodeMail, ApprovalMail {
    /** The address. */
    String to();

    /** For the log of a platform whose mail server does not take it. */
    String what();

    /** One line. */
    String subject();

    String text();

    /** The same for those who read mails so. */
    String html();
}
