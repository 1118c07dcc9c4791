package org.hpcdaemon.platform.mail;

import java.io.Serial;

/** A mail was not delivered. The message is for the platform's host, and says what to change. */
public final class MailException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    MailException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message; never null, unlike that of exceptions in general. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
