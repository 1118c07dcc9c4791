package org.hpcdaemon.protocol.rpc;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/** Writes every time with three digits of its second, so that times from different sources line up and compare as text. */
final class Milliseconds extends StdSerializer<Instant> {
    private static final DateTimeFormatter FORM =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    Milliseconds() {
        super(Instant.class);
    }

    @Override
    public void serialize(Instant time, JsonGenerator to, SerializationContext context) {
        to.writeString(FORM.format(time));
    }
}
