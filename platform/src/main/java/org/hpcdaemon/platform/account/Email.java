package org.hpcdaemon.platform.account;

import java.util.Locale;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * An e-mail address in the one form under which it is stored and compared: lower case, no space around it. The
 * syntax is narrower than RFC 5321 allows (no quotes, no comments, no address literals), which keeps it harmless in
 * headers, file names and terminals.
 */
public record Email(String value) {
    /** The longest address that fits an SMTP path of 256 octets (RFC 5321, 4.5.3.1.3). */
    private static final int MAX_CHARS = 254;

    private static final Pattern FORM =
            Pattern.compile("[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@"
                    + "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*");

    /** Throws {@link HpcException} if that is no address; one without a dot in its domain is (a local host). */
    public Email {
        value = value.strip().toLowerCase(Locale.ROOT);
        if (value.length() > MAX_CHARS || !FORM.matcher(value).matches()) {
            throw HpcException.invalid("not an e-mail address; expected the form name@example.org");
        }
    }

    String domain() {
        return value.substring(value.indexOf('@') + 1);
    }

    @Override
    public String toString() {
        return value;
    }
}
