package org.hpcdaemon.platform.app;

import org.hpcdaemon.platform.approval.OwnerMail;
import org.hpcdaemon.platform.identity.Accounts;
import org.hpcdaemon.platform.identity.AgentDirectory;
import org.hpcdaemon.platform.identity.Authenticator;
import org.hpcdaemon.store.Database;

/**
 * Accounts and keys over the platform's database.
 *
 * @param owners {@link OwnerMail#NONE}: nobody is mailed about requests that wait
 */
public record Backend(Authenticator authenticator, Accounts accounts, AgentDirectory agents, OwnerMail owners) {
    /** One that mails nobody about requests that wait. */
    public Backend(Authenticator authenticator, Accounts accounts, AgentDirectory agents) {
        this(authenticator, accounts, agents, OwnerMail.NONE);
    }

    /** Makes one when the database is open. */
    @FunctionalInterface
    public interface Factory {
        Backend over(Database database);
    }
}
