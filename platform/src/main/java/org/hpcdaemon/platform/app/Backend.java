package org.hpcdaemon.platform.app;

import org.hpcdaemon.platform.identity.Accounts;
import org.hpcdaemon.platform.identity.AgentDirectory;
import org.hpcdaemon.platform.identity.Authenticator;
import org.hpcdaemon.store.Database;

/** Accounts and keys over the platform's database. */
public record Backend(Authenticator authenticator, Accounts accounts, AgentDirectory agents) {

    /** Makes one when the database is open. */
    @FunctionalInterface
    public interface Factory {
        Backend over(Database database);
    }
}
