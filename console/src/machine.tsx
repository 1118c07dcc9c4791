import { useState } from "preact/hooks";
import { isFinished, newKey, type JobInfo, type JobState, type ShellInfo } from "../../clients/typescript/src/records.js";
import { Budgets } from "./budgets.js";
import { path, useAct, usePolled, useWorld } from "./hooks.js";
import { load, sandboxKind } from "./machines.js";
import type { ClusterInfo, DaemonInfo } from "./records.js";
import { Badge, Confirm, Empty, Failure, Foreign, Loading, Time } from "./ui.js";

const SHOWN_JOBS = 500;

export const jobKind = (state: JobState): "good" | "bad" | "busy" | "plain" =>
  state === "COMPLETED" ? "good" : state === "RUNNING" ? "busy" : ["PENDING", "UNKNOWN"].includes(state) ? "plain" : "bad";

const about = (job: JobInfo, by: string): string => [job.job, job.name, job.state, by, job.schedulerId, job.node].join(" ").toLowerCase();

function Jobs({ machine }: { machine: string }) {
  const { client, nameOf } = useWorld();
  const [active, setActive] = useState(false);
  const [filter, setFilter] = useState("");
  const { value: jobs, error } = usePolled(
    () => client.daemon(machine).jobs({ active, limit: SHOWN_JOBS }), 5000, `jobs of ${machine} ${active}`);
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = (jobs ?? []).filter((job) => words.every((word) => about(job, nameOf(job.agent)).includes(word)));
  return (
    <section aria-label="Jobs">
      <div class="row tools">
        <label>Filter <input type="search" value={filter} onInput={(e) => setFilter(e.currentTarget.value)} placeholder="name, state, agent" /></label>
        <label><input type="checkbox" checked={active} onChange={(e) => setActive(e.currentTarget.checked)} /> Not ended yet</label>
      </div>
      <Failure error={error} />
      {jobs === undefined ? !error && <Loading /> : shown.length === 0 ? (
        <Empty>{jobs.length > 0 ? "No job fits the filter." : active ? "No job is waiting or running." : "No jobs yet: agents submit them."}</Empty>
      ) : (
        <table class="cards">
          <thead><tr><th>Job</th><th>State</th><th>By</th><th>Submitted</th><th>Ended</th><th>Exit</th></tr></thead>
          <tbody>
            {shown.map((job) => (
              <tr key={job.job}>
                <td data-label="Job">
                  <a href={path("machines", machine, "jobs", job.job)}><Foreign>{job.name ?? job.job}</Foreign></a>
                  <span class="sub">{job.job}</span>
                </td>
                <td data-label="State"><Badge kind={jobKind(job.state)}>{job.cancelling ? "cancelling" : job.state.toLowerCase()}</Badge></td>
                <td data-label="By"><Foreign>{nameOf(job.agent)}</Foreign></td>
                <td data-label="Submitted"><Time at={job.submittedAt} /></td>
                <td data-label="Ended">{isFinished(job) ? <Time at={job.endedAt} /> : "–"}</td>
                <td data-label="Exit">{job.signal ?? job.exitCode ?? "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {jobs?.length === SHOWN_JOBS && <p class="sub">Only the newest {SHOWN_JOBS} are shown.</p>}
    </section>
  );
}

function Shells({ machine }: { machine: string }) {
  const { client, nameOf } = useWorld();
  const { value: shells, error, reload } = usePolled(() => client.daemon(machine).shells(), 5000, `shells of ${machine}`);
  const { busy, error: failed, act } = useAct();
  const open = (): Promise<void> => act(async () => {
    const shell = await client.daemon(machine).openShell({ name: "console", key: newKey() });
    location.hash = path("machines", machine, "shells", shell.id);
  });
  const close = (shell: ShellInfo): Promise<void> => act(async () => {
    await client.ask("DELETE", `/hpc/daemons/${encodeURIComponent(machine)}/shells/${encodeURIComponent(shell.shell)}`);
    reload();
  });
  return (
    <section aria-label="Shells">
      <div class="row tools"><button type="button" class="primary" disabled={busy} onClick={open}>Open a shell</button></div>
      <Failure error={failed ?? error} />
      {shells === undefined ? !error && <Loading /> : shells.length === 0 ? (
        <Empty>No shell is open here.</Empty>
      ) : (
        <table class="cards">
          <thead><tr><th>Shell</th><th>By</th><th>Opened</th><th>Readers</th><th>Size</th><th><span class="hidden">Act</span></th></tr></thead>
          <tbody>
            {shells.map((shell) => (
              <tr key={shell.shell}>
                <td data-label="Shell">
                  <a href={path("machines", machine, "shells", shell.shell)}><Foreign>{shell.name ?? shell.shell}</Foreign></a>
                  <span class="sub">{shell.shell}</span>
                </td>
                <td data-label="By"><Foreign>{nameOf(shell.agent)}</Foreign></td>
                <td data-label="Opened"><Time at={shell.openedAt} /></td>
                <td data-label="Readers">{shell.readers}</td>
                <td data-label="Size">{shell.cols} × {shell.rows}</td>
                <td data-label="">
                  <Confirm label="End" danger disabled={busy} yes="End it" onYes={() => void close(shell)}
                    question={`End the shell ${shell.name ?? shell.shell} and everything that was started in it?`} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function About({ machine }: { machine: string }) {
  const { client } = useWorld();
  const { value, error } = usePolled(async () => {
    const [info, cluster] = await Promise.all([client.daemon(machine).info(), client.daemon(machine).cluster()]);
    return { info: info as unknown as DaemonInfo, cluster: cluster as unknown as ClusterInfo };
  }, 30_000, `about ${machine}`);
  if (!value) {
    return error ? <Failure error={error} /> : <Loading />;
  }
  const { info, cluster } = value;
  const facts: [string, string][] = [
    ["Host", `${info.user}@${info.host}`], ["Cluster", info.clusterName], ["Scheduler", info.scheduler], ["Version", info.version],
    ["Working directory", info.workDir], ["Agents may write in", info.allowedDirs.join(", ") || "anywhere that the user may"],
    ["Load", load(cluster)], ["GPUs free", cluster.gpus.map((gpu) => `${gpu.free} of ${gpu.total} ${gpu.type}`).join(", ") || "none"],
  ];
  return (
    <section aria-label="About">
      <dl>
        <dt>Sandbox</dt>
        <dd>
          <Badge kind={sandboxKind(info.sandbox)}>{info.sandbox}</Badge>
          {info.sandboxNotes.map((note) => <span class="sub"><Foreign>{note}</Foreign></span>)}
        </dd>
        {facts.map(([name, text]) => <><dt>{name}</dt><dd><Foreign>{text}</Foreign></dd></>)}
      </dl>
    </section>
  );
}

const PARTS: [string, string][] = [["jobs", "Jobs"], ["shells", "Shells"], ["budgets", "Budgets"], ["about", "About"]];

export function MachinePage({ machine, part }: { machine: string; part: string }) {
  return (
    <>
      <h1>{machine}</h1>
      <nav class="tabs" aria-label="Of this machine">
        {PARTS.map(([name, label]) => <a href={path("machines", machine, name)} aria-current={part === name ? "page" : undefined}>{label}</a>)}
      </nav>
      {part === "shells" ? <Shells machine={machine} />
        : part === "budgets" ? <Budgets machine={machine} />
        : part === "about" ? <About machine={machine} />
        : <Jobs machine={machine} />}
    </>
  );
}
