package org.hpcdaemon.platform.approval;

import java.net.URI;
import java.util.List;
import org.hpcdaemon.protocol.id.UserId;

/** The way to an account owner who is not at the console. */
@FunctionalInterface
public interface OwnerMail {
    /** For a platform that mails nobody about requests. */
    OwnerMail NONE = (_, _, _) -> {};

    /** Whether there is room for more mails now. */
    default boolean hasRoom() {
        return true;
    }

    /**
     * Mails that these requests wait. Returns at once.
     *
     * @param waiting one for each machine, those asked last first
     * @param approvals the page where they are decided about
     */
    void approvalsWait(UserId user, List<WaitingRequests> waiting, URI approvals);
}
