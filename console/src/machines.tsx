import { useEffect, useRef, useState } from "preact/hooks";
import type { DaemonView } from "../../clients/typescript/src/records.js";
import { path, usePolled, useWorld } from "./hooks.js";
import type { ClusterInfo, DaemonInfo } from "./records.js";
import { Badge, Empty, Failure, Foreign, Loading, Time } from "./ui.js";

/** What the machine itself says; absent while it is not known. */
interface Facts {
  info?: DaemonInfo;
  cluster?: ClusterInfo;
}

const ASKED_AT_ONCE = 4; // A browser has six connections to a host.
const FACTS_LAST_MS = 60_000;

/** Facts of machines that are online, a few at a time, and again after a minute. */
function useFacts(machines: DaemonView[]): Map<string, Facts> {
  const { client } = useWorld();
  const known = useRef(new Map<string, Facts & { at: number }>());
  const [, changed] = useState(0);
  const over = useRef(false);
  useEffect(() => () => void (over.current = true), []);
  useEffect(() => {
    const due = machines.filter(({ daemon, online }) => online && Date.now() - (known.current.get(daemon)?.at ?? 0) > FACTS_LAST_MS);
    due.forEach(({ daemon }) => known.current.set(daemon, { ...known.current.get(daemon), at: Date.now() }));
    const work = async (): Promise<void> => {
      for (let next = due.shift(); next && !over.current; next = due.shift()) {
        const daemon = client.daemon(next.daemon);
        const [info, cluster] = await Promise.allSettled([daemon.info(), daemon.cluster()]);
        known.current.set(next.daemon, {
          at: Date.now(),
          ...(info.status === "fulfilled" ? { info: info.value as unknown as DaemonInfo } : {}),
          ...(cluster.status === "fulfilled" ? { cluster: cluster.value as unknown as ClusterInfo } : {}),
        });
        changed((count) => count + 1);
      }
    };
    for (let i = 0; i < ASKED_AT_ONCE / 2; i++) {
      void work();
    }
  }, [machines]);
  return known.current;
}

export const sandboxKind = (level: string): "good" | "bad" | "plain" =>
  level === "enforced" ? "good" : level === "refused" ? "bad" : "plain";

/** How busy it is, in a few words. */
export function load(cluster: ClusterInfo | undefined): string {
  if (cluster?.machine) {
    return `${cluster.machine.load.toFixed(1)} on ${cluster.machine.cpus} CPUs`;
  } else if (cluster?.queue) {
    return `${cluster.queue.running} jobs running, ${cluster.queue.waiting} waiting`;
  }
  return "–";
}

export function Machines() {
  const { client } = useWorld();
  const { value: machines, error } = usePolled(() => client.daemons(), 5000, "machines");
  const facts = useFacts(machines ?? []);
  return (
    <>
      <h1>Machines</h1>
      <Failure error={error} />
      {machines === undefined ? !error && <Loading /> : machines.length === 0 ? (
        <Empty>
          No machine yet. On the machine that your agents are to use, run <code>hpc-daemon setup --url {location.origin} --email YOU</code>, then{" "}
          <code>hpc-daemon start --detach</code>.
        </Empty>
      ) : (
        <table class="cards">
          <thead>
            <tr><th>Machine</th><th>State</th><th>Sandbox</th><th>Load</th><th>Scheduler</th><th>Version</th><th>Last seen</th></tr>
          </thead>
          <tbody>
            {machines.map((machine) => {
              const { info, cluster } = facts.get(machine.daemon) ?? {};
              return (
                <tr key={machine.daemon}>
                  <td data-label="Machine">
                    <a href={path("machines", machine.daemon)}>{machine.daemon}</a>
                    <span class="sub"><Foreign>{machine.host ?? machine.clusterName}</Foreign></span>
                  </td>
                  <td data-label="State">{machine.online ? <Badge kind="good">online</Badge> : <Badge kind="plain">offline</Badge>}</td>
                  <td data-label="Sandbox">{info ? <Badge kind={sandboxKind(info.sandbox)}>{info.sandbox}</Badge> : "–"}</td>
                  <td data-label="Load">{machine.online ? load(cluster) : "–"}</td>
                  <td data-label="Scheduler">{machine.scheduler}</td>
                  <td data-label="Version"><Foreign>{machine.version}</Foreign></td>
                  <td data-label="Last seen">{machine.online ? "now" : <Time at={machine.lastSeen} />}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </>
  );
}
