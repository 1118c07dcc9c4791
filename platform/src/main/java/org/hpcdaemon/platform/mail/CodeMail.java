package org.hpcdaemon.platform.mail;

import java.time.Duration;

/**
 * A one-time code on its way to its owner. The mail has no link: people who are used to clicking in such mails are
 * easily fished.
 */
public record CodeMail(String to, String code, Duration validFor) implements Mail {
    @Override
    public String what() {
        return "the sign-in code for " + to;
    }

    @Override
    public String subject() {
        return code + " is your hpc-daemon sign-in code";
    }

    @Override
    public String text() {
        return """
               Your sign-in code for hpc-daemon is

                   %s

               It works once, within %d minutes, in the window where you asked for it.
               No one else needs it: do not pass it on, and do not type it anywhere else.
               If you did not ask for it, you need not do anything.
               """.formatted(code, validFor.toMinutes());
    }

    @Override
    public String html() {
        return """
               <!DOCTYPE html>
               <html lang="en"><body style="font-family: sans-serif; color: #222; max-width: 32em">
               <p>Your sign-in code for hpc-daemon is</p>
               <p style="font-family: monospace; font-size: 200%%; letter-spacing: 0.2em"><b>%s</b></p>
               <p>It works once, within %d minutes, in the window where you asked for it.</p>
               <p>No one else needs it: do not pass it on, and do not type it anywhere else.
               If you did not ask for it, you need not do anything.</p>
               </body></html>
               """.formatted(code, validFor.toMinutes());
    }

    /** Without the code: records end up in logs. */
    @Override
    public String toString() {
        return "CodeMail[" + to + "]";
    }
}
