package org.hpcdaemon.platform.webhook;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Of a webhook: {@code w_} and 24 digits and letters. */
public record WebhookId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("w_[0-9a-z]{24}");

    public WebhookId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a webhook's id: one looks like w_ and 24 digits and letters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
