package org.hpcdaemon.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** What one shell or command printed, as it is kept. */
public record RecordingId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("r_[a-z0-9]{8,32}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RecordingId {
        IdForm.check("a recording id", FORM, 'r', value);
    }

    @Override
    public String toString() {
        return value;
    }
}
