package org.hpcdaemon.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A request that waits for the account owner's permission, or waited for it. */
public record ApprovalId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("p_[a-z0-9]{8,32}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ApprovalId {
        IdForm.check("an approval id", FORM, 'p', value);
    }

    @Override
    public String toString() {
        return value;
    }
}
