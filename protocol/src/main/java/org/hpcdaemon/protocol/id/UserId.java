package org.hpcdaemon.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A person with an account on the platform. */
public record UserId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("u_[a-z0-9]{8,32}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public UserId {
        IdForm.check("a user id", FORM, 'u', value);
    }

    @Override
    public String toString() {
        return value;
    }
}
