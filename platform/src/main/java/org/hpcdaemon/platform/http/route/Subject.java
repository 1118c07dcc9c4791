package org.hpcdaemon.platform.http.route;

import org.jspecify.annotations.Nullable;

/** What a request was about, for the audit log: its endpoint says so while it answers. Of one thread. */
public final class Subject {
    private @Nullable String email;
    private @Nullable String about;
    private String outcome = "ok";

    /** The e-mail address that a caller without a key gave or proved. */
    public void email(String claimed) {
        this.email = claimed;
    }

    public void about(String what) {
        this.about = what;
    }

    /** For what is answered like a success and is none. */
    public void outcome(String came) {
        this.outcome = came;
    }

    @Nullable
    public String email() {
        return email;
    }

    @Nullable
    public String about() {
        return about;
    }

    public String outcome() {
        return outcome;
    }
}
