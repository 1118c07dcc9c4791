package org.hpcdaemon.platform.api;

import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.protocol.message.BudgetGet;
import org.hpcdaemon.protocol.message.ClusterInfoGet;
import org.hpcdaemon.protocol.message.DaemonInfoGet;
import org.hpcdaemon.protocol.message.budget.BudgetList;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.hpcdaemon.protocol.message.machine.DaemonInfo;

/** What a machine is, as its daemon says. */
final class MachineEndpoints {
    private final DaemonDoor door;

    MachineEndpoints(DaemonDoor door) {
        this.door = door;
    }

    Answer info(HttpCall call) throws InterruptedException {
        return door.ask(call, new DaemonInfoGet(), DaemonInfo.class);
    }

    Answer cluster(HttpCall call) throws InterruptedException {
        return door.ask(call, new ClusterInfoGet(), ClusterInfo.class);
    }

    Answer budgets(HttpCall call) throws InterruptedException {
        return door.ask(call, new BudgetGet(), BudgetList.class);
    }
}
