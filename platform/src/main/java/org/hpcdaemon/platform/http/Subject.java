package org.hpcdaemon.platform.http;

import org.jspecify.annotations.Nullable;

/** What a request was about, for the audit log: its endpoint says so while it answers. Of one thread. */
public final class Subject {
    private @Nullable String email;
    private @Nullable String about;
    private String outcome = "ok";

    /** Who somebody without a key says they are, or proved to be. */
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
    String email() {
        return email;
    }

    @Nullable
    String about() {
        return about;
    }

    String outcome() {
        return outcome;
    }
}
