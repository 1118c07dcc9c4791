package org.hpcdaemon.platform.console;

import java.util.Optional;
import org.hpcdaemon.platform.http.SessionCookie;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.identity.Accounts;
import org.hpcdaemon.platform.identity.ConsoleSignIn;
import org.hpcdaemon.platform.live.LiveConnections;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.value.Checks;

/** Signing a browser in and out. The key goes into the cookie and into nothing that a script could read. */
public final class SessionEndpoints {
    /**
     * {@code POST /auth/session}.
     *
     * @param token of the code's request
     * @param otp the code
     * @param browser under which name the key is listed
     */
    public record Beginning(String token, String otp, String browser) {
        public Beginning {
            Checks.required("token", token);
            Checks.required("otp", otp);
            Checks.required("browser", browser);
        }
    }

    /**
     * Who is signed in.
     *
     * @param key its id, as it is listed among the keys
     * @param csrf what {@value SessionCookie#CSRF_HEADER} must say
     */
    public record Session(String email, String key, String csrf) {}

    private final Accounts accounts;
    private final LiveConnections live;

    public SessionEndpoints(Accounts accounts, LiveConnections live) {
        this.accounts = accounts;
        this.live = live;
    }

    public Answer begin(HttpCall call) {
        Beginning beginning = call.body(Beginning.class);
        ConsoleSignIn signedIn =
                accounts.signInBrowser(beginning.token(), beginning.otp(), beginning.browser(), call.remoteAddress());
        call.subject().email(signedIn.email());
        call.subject()
                .about(signedIn.key().id() + " for console " + signedIn.key().name());
        SessionCookie cookie = new SessionCookie(signedIn.key().secret());
        return Answer.ok(new Session(signedIn.email(), signedIn.key().id(), cookie.csrfToken()))
                .with("Set-Cookie", cookie.kept());
    }

    public Answer get(HttpCall call) {
        SessionCookie cookie = cookie(call);
        return Answer.ok(new Session(call.caller().email(), call.caller().keyId(), cookie.csrfToken()));
    }

    public Answer end(HttpCall call) {
        cookie(call);
        String key = call.caller().keyId();
        call.subject().about(key);
        accounts.revokeKey(call.caller().user(), key);
        live.keyRevoked(key);
        return Answer.done().with("Set-Cookie", SessionCookie.forgotten());
    }

    /** That by which the caller was admitted. */
    private static SessionCookie cookie(HttpCall call) {
        Optional<SessionCookie> cookie = call.header("Authorization").isPresent()
                ? Optional.empty()
                : SessionCookie.in(call.headers().get("Cookie"));
        return cookie.orElseThrow(() -> new HpcException(
                ErrorCode.NOT_FOUND, "no console session: this is about the cookie, without Authorization"));
    }
}
