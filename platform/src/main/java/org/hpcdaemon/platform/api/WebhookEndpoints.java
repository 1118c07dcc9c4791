package org.hpcdaemon.platform.api;

import java.util.List;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.inbox.Reader;
import org.hpcdaemon.platform.webhook.Webhooks;
import org.hpcdaemon.protocol.error.HpcException;

/** Webhooks: where a caller's wake-ups are sent. */
public final class WebhookEndpoints {
    record Wanted(String url) {
        Wanted {
            if (String.valueOf(url).equals("null")) {
                throw HpcException.invalid("field \"url\" is missing");
            }
        }
    }

    record Listing(List<Webhooks.View> webhooks) {}

    record Secret(String secret) {}

    private final Webhooks webhooks;

    public WebhookEndpoints(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    Answer create(HttpCall call) {
        String url = call.body(Wanted.class).url();
        call.subject().about(url);
        return Answer.created(webhooks.create(Reader.of(call.caller()), url));
    }

    Answer list(HttpCall call) {
        return Answer.ok(new Listing(webhooks.list(Reader.of(call.caller()))));
    }

    Answer remove(HttpCall call) {
        call.subject().about(call.path("webhook"));
        webhooks.remove(Reader.of(call.caller()), call.path("webhook"));
        return Answer.done();
    }

    Answer rotate(HttpCall call) {
        call.subject().about(call.path("webhook"));
        return Answer.ok(new Secret(webhooks.rotate(Reader.of(call.caller()), call.path("webhook"))));
    }

    Answer test(HttpCall call) {
        return Answer.ok(webhooks.test(Reader.of(call.caller()), call.path("webhook")));
    }
}
