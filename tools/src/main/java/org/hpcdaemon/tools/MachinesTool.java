package org.hpcdaemon.tools;

import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolHints;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.ClusterInfoGet;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.tools.call.ArgumentSchema;
import org.hpcdaemon.tools.call.Arguments;
import org.hpcdaemon.tools.call.Budget;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.HpcTool;
import org.hpcdaemon.tools.call.Trim;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code machines}: which there are; and of one, what it has. */
final class MachinesTool extends HpcTool {
    /** House rules of a machine's owner: a page; more of them is in its skills. */
    private static final int INSTRUCTIONS_CHARS = 3_000;

    MachinesTool(Desk desk) {
        super(
                desk,
                "machines",
                "List machines",
                "Machines you can use, and which are online. With a name: its scheduler, partitions, GPUs, accounts and limits, the"
                        + " directories you may write to, and what its owner wants you to know. Look here before your first job.",
                ToolHints.READS,
                new ArgumentSchema()
                        .text("machine", "Details of this machine.")
                        .text("partition", "Only this partition.")
                        .require(),
                search("machines clusters hosts partitions GPUs what is available"));
    }

    @Override
    protected ToolAnswer answer(Arguments given, ToolCall call) {
        return ToolResult.data(given.text("machine").isPresent() ? one(given) : all());
    }

    private ObjectNode all() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode machines = answer.putArray("machines");
        desk.reach().get().daemons().forEach(view -> {
            ObjectNode machine =
                    machines.addObject().put("machine", view.daemon().value()).put("online", view.online());
            if (view.scheduler() != null) {
                machine.put("scheduler", view.scheduler());
            }
            if (view.host() != null) {
                machine.put("host", view.host());
            }
            if (!view.online() && view.lastSeen() != null) {
                machine.put("lastSeen", view.lastSeen().toString());
            }
        });
        int gone = Trim.list(answer, machines, Budget.DEFAULT);
        if (gone > 0) {
            answer.put("leftOut", gone);
        }
        return answer;
    }

    private ObjectNode one(Arguments given) {
        DaemonId machine = Desk.machine(given.required("machine"));
        DaemonSession session = desk.session(machine);
        DaemonInfo info = session.info();
        ClusterInfo cluster = session.call(new ClusterInfoGet(), ClusterInfo.class);
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("machine", machine.value())
                .put("host", info.host())
                .put("user", info.user())
                .put("scheduler", info.scheduler())
                .put("workDir", info.workDir())
                .put("sandbox", info.sandbox());
        info.allowedDirs().forEach(answer.putArray("writableDirs")::add);
        if (Boolean.TRUE.equals(info.recorded())) {
            answer.put("recorded", true);
        }
        String instructions = info.instructions();
        if (instructions != null) {
            answer.put(
                    "instructions",
                    instructions.length() <= INSTRUCTIONS_CHARS
                            ? instructions
                            : instructions.substring(0, INSTRUCTIONS_CHARS) + "… (the rest: hpc info)");
        }
        ObjectNode facts = (ObjectNode) Json.tree(Json.write(cluster));
        facts.remove("scheduler");
        facts.remove("partitions");
        answer.setAll(facts);
        ArrayNode partitions = answer.putArray("partitions");
        cluster.partitions().stream()
                .filter(each -> given.text("partition").map(each.name()::equals).orElse(true))
                .forEach(each -> partitions.add(Json.tree(Json.write(each))));
        int gone = Trim.list(answer, partitions, Budget.DEFAULT);
        if (gone > 0) {
            ArrayNode names = answer.putArray("morePartitions");
            cluster.partitions().stream()
                    .skip(cluster.partitions().size() - (long) gone)
                    .forEach(each -> names.add(each.name()));
        }
        return answer;
    }
}
