package org.hpcdaemon.agent.cli.file;

import java.util.HashMap;
import java.util.Map;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteFiles;
import org.hpcdaemon.protocol.id.DaemonId;

/** The files of machines that a verb names one after the other: one connection to each. Used by one thread. */
final class Machines implements AutoCloseable {
    private final HpcClient client;
    private final Map<DaemonId, DaemonSession> sessions = new HashMap<>();

    Machines(HpcClient client) {
        this.client = client;
    }

    RemoteFiles files(Place.Remote place) {
        return sessions.computeIfAbsent(place.daemon(), client::connect).files();
    }

    @Override
    public void close() {
        sessions.values().forEach(DaemonSession::close);
        client.close();
    }
}
