import { useState } from "preact/hooks";
import { asError, useWorld } from "./hooks.js";
import type { Frozen } from "./records.js";
import { Confirm } from "./ui.js";

type Outcome = { machine: string; said: string; failed: boolean };

const told = (frozen: Frozen): string =>
  `stopped: ${frozen.commands} commands, ${frozen.shells} shells and ${frozen.jobs} jobs ended`
  + (frozen.jobsLeft ? `, ${frozen.jobsLeft} jobs go on` : "") + (frozen.failures.length ? `; ${frozen.failures.join("; ")}` : "");

/** The switch that stops every machine. */
export function StopAll() {
  const { client } = useWorld();
  const [reason, setReason] = useState("");
  const [jobs, setJobs] = useState(false);
  const [outcomes, setOutcomes] = useState<Outcome[] | undefined>();
  const [busy, setBusy] = useState(false);
  const stop = async (): Promise<void> => {
    setBusy(true);
    try {
      const machines = await client.daemons();
      setOutcomes(await Promise.all(machines.map(async ({ daemon, online }): Promise<Outcome> => {
        if (!online) {
          return { machine: daemon, said: "is offline and was not told: run `hpc-daemon freeze` there", failed: true };
        }
        try {
          return { machine: daemon, said: told(await client.daemon(daemon).call<Frozen>("daemon.freeze", { ...(reason ? { reason } : {}), jobs })), failed: false };
        } catch (e) {
          return { machine: daemon, said: asError(e).message, failed: true };
        }
      })));
    } catch (e) {
      setOutcomes([{ machine: "the platform", said: asError(e).message, failed: true }]);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Confirm label={busy ? "Stopping…" : "Stop all"} danger disabled={busy} yes="Stop all machines" onYes={() => void stop()}
        question="Stop the work of all agents on all machines? Commands and shells end, and nothing new runs until the user of each machine resumes it there.">
        <label>Reason, for the agents <input value={reason} maxLength={500} onInput={(e) => setReason(e.currentTarget.value)} /></label>
        <label><input type="checkbox" checked={jobs} onChange={(e) => setJobs(e.currentTarget.checked)} /> Cancel jobs, too</label>
      </Confirm>
      {outcomes && (
        <div class="outcomes" role="alert">
          {outcomes.length === 0 ? <p>There is no machine to stop.</p> : (
            <ul>{outcomes.map(({ machine, said, failed }) => <li class={failed ? "failure" : ""}><b>{machine}</b> {said}</li>)}</ul>
          )}
          {outcomes.some(({ failed }) => !failed) && <p>To go on, run <code>hpc-daemon resume</code> on the machine.</p>}
          <button type="button" onClick={() => setOutcomes(undefined)}>Close</button>
        </div>
      )}
    </>
  );
}
