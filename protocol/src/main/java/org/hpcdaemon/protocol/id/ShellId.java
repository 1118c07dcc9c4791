package org.hpcdaemon.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A live shell of a daemon. */
public record ShellId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("s_[a-z0-9]{8,32}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ShellId {
        IdForm.check("a shell id", FORM, 's', value);
    }

    @Override
    public String toString() {
        return value;
    }
}
