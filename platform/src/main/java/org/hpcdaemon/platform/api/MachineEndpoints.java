package org.hpcdaemon.platform.api;

import org.hpcdaemon.platform.http.Answer;
import org.hpcdaemon.platform.http.Call;
import org.hpcdaemon.protocol.message.ClusterInfo;
import org.hpcdaemon.protocol.message.ClusterInfoGet;
import org.hpcdaemon.protocol.message.DaemonInfo;
import org.hpcdaemon.protocol.message.DaemonInfoGet;

/** What a machine is, as its daemon says. */
final class MachineEndpoints {
    private final DaemonDoor door;

    MachineEndpoints(DaemonDoor door) {
        this.door = door;
    }

    Answer info(Call call) throws InterruptedException {
        return door.ask(call, new DaemonInfoGet(), DaemonInfo.class);
    }

    Answer cluster(Call call) throws InterruptedException {
        return door.ask(call, new ClusterInfoGet(), ClusterInfo.class);
    }
}
