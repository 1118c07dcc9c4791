package org.hpcdaemon.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A wake-up. The same id on every hop, from the daemon's outbox to the agent. */
public record EventId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("e_[a-z0-9]{8,32}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public EventId {
        IdForm.check("an event id", FORM, 'e', value);
    }

    @Override
    public String toString() {
        return value;
    }
}
