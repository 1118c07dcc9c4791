package org.hpcdaemon.platform.http.route;

import org.hpcdaemon.platform.identity.Identity;

/** Who may call a route. */
public enum CallerRule {
    /** No key is needed. */
    ANYONE,
    /** Any valid key or token. */
    ANY_KEY,
    /** The user, by an access token. */
    PERSON,
    PERSON_OR_AGENT,
    PERSON_OR_DAEMON,
    DAEMON;

    public boolean admits(Identity identity) {
        return switch (this) {
            case ANYONE, ANY_KEY -> true;
            case PERSON -> identity instanceof Identity.Person;
            case PERSON_OR_AGENT -> !(identity instanceof Identity.Daemon);
            case PERSON_OR_DAEMON -> !(identity instanceof Identity.Agent);
            case DAEMON -> identity instanceof Identity.Daemon;
        };
    }

    /** For the one who came with the wrong kind of key. */
    public String wanted() {
        return switch (this) {
            case ANYONE -> "nothing";
            case ANY_KEY -> "a key or access token";
            case PERSON -> "the user's access token";
            case PERSON_OR_AGENT -> "an agent key or the user's access token";
            case PERSON_OR_DAEMON -> "the daemon's own key or the user's access token";
            case DAEMON -> "a daemon key";
        };
    }
}
