package org.hpcdaemon.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** One reader of a shell, chosen by it: its place in the output and in its own input survives a cut. */
public record ReaderId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ReaderId {
        IdForm.check("a reader id", FORM, "1 to 64 letters, digits, dots, dashes, underscores and colons", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
