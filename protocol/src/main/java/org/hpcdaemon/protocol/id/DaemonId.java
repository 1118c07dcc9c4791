package org.hpcdaemon.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A daemon's name, unique for its user; by default the host's name. Lower case, as DNS compares names. */
public record DaemonId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public DaemonId {
        IdForm.check(
                "a daemon id",
                FORM,
                "up to 63 lower-case letters and digits, with dots, dashes and underscores between them, such as login-1",
                value);
    }

    @Override
    public String toString() {
        return value;
    }
}
