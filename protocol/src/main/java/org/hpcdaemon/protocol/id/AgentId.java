package org.hpcdaemon.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** An agent of one user: the owner of the jobs and shells it makes. */
public record AgentId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("a_[a-z0-9]{8,32}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public AgentId {
        IdForm.check("an agent id", FORM, 'a', value);
    }

    @Override
    public String toString() {
        return value;
    }
}
