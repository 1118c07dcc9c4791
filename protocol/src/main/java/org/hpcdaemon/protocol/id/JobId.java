package org.hpcdaemon.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A job, named by the daemon (never the scheduler's number, which a cluster may use again). */
public record JobId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("j_[a-z0-9]{8,32}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public JobId {
        IdForm.check("a job id", FORM, 'j', value);
    }

    @Override
    public String toString() {
        return value;
    }
}
