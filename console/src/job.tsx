import { useEffect, useRef, useState } from "preact/hooks";
import type { HpcError } from "../../clients/typescript/src/errors.js";
import { isFinished } from "../../clients/typescript/src/records.js";
import { asError, path, useAct, usePolled, useWorld } from "./hooks.js";
import { jobKind } from "./machine.js";
import { Badge, Confirm, Failure, Foreign, Loading, Time } from "./ui.js";

/** Of a log, what is shown: what a browser lays out without a pause. */
const TAIL = 256 << 10;

/** The end of a log, and what comes to it. Its bytes are text, whatever they are. */
function Log({ machine, id, stream }: { machine: string; id: string; stream: "stdout" | "stderr" }) {
  const { lasting } = useWorld();
  const [text, setText] = useState("");
  const [over, setOver] = useState(false);
  const [error, setError] = useState<HpcError | undefined>();
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => {
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      const decoder = new TextDecoder();
      try {
        for await (const { data, gap } of lasting.daemon(machine).job(id).logs({ stream, from: -TAIL, signal: stop.signal })) {
          const piece = (gap ? `\n[${gap} bytes are gone]\n` : "") + decoder.decode(data, { stream: true });
          setText((known) => (known + piece).slice(-TAIL));
        }
        setOver(true);
      } catch (e) {
        if (!stop.signal.aborted) {
          setError(asError(e));
        }
      }
    };
    void read();
    return () => stop.abort();
  }, [machine, id, stream]);
  useEffect(() => {
    if (follow && box.current) {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [text, follow]);
  return (
    <>
      <div class="row tools">
        <label><input type="checkbox" checked={follow} onChange={(e) => setFollow(e.currentTarget.checked)} /> Follow the end</label>
        <span class="sub" role="status">{over ? "complete" : error ? "" : "following"}</span>
      </div>
      <Failure error={error} />
      <pre class="log" ref={box} tabIndex={0} aria-label={`${stream} of the job`}>{text}</pre>
      {over && text === "" && <p class="empty">Nothing was printed.</p>}
    </>
  );
}

const percent = (part: number | undefined): string => (part === undefined ? "–" : `${Math.round(part * 100)} %`);

export function JobPage({ machine, id }: { machine: string; id: string }) {
  const { client, nameOf } = useWorld();
  const { value: job, error, reload } = usePolled(() => client.daemon(machine).job(id).status(), 3000, `${machine} ${id}`);
  const [stream, setStream] = useState<"stdout" | "stderr">("stdout");
  const { busy, error: failed, act } = useAct();
  const cancel = (): Promise<void> => act(async () => {
    await client.daemon(machine).job(id).cancel();
    reload();
  });
  return (
    <>
      <p class="crumbs"><a href={path("machines", machine, "jobs")}>Jobs on {machine}</a></p>
      <h1><Foreign>{job?.name ?? id}</Foreign></h1>
      <Failure error={failed ?? error} />
      {job === undefined ? !error && <Loading /> : (
        <>
          <div class="row">
            <Badge kind={jobKind(job.state)}>{job.cancelling ? "cancelling" : job.state.toLowerCase()}</Badge>
            {!isFinished(job) && (
              <Confirm label="Cancel the job" danger disabled={busy || job.cancelling === true} yes="Cancel it" onYes={() => void cancel()}
                question={`Cancel the job ${job.name ?? id} on ${machine}?`} />
            )}
          </div>
          <dl>
            <dt>Job</dt><dd>{id}{job.schedulerId ? `, ${job.scheduler} ${job.schedulerId}` : ""}</dd>
            <dt>Submitted by</dt><dd><Foreign>{nameOf(job.agent)}</Foreign>, <Time at={job.submittedAt} /></dd>
            <dt>Started</dt><dd><Time at={job.startedAt} />{job.node ? ` on ${job.node}` : ""}</dd>
            <dt>Ended</dt><dd><Time at={job.endedAt} /></dd>
            <dt>Exit</dt><dd>{job.signal ?? job.exitCode ?? "–"}{job.reason ? <>, <Foreign>{job.reason}</Foreign></> : null}</dd>
            {job.usage && (
              <>
                <dt>Used</dt>
                <dd>{Math.round(job.usage.runMs / 1000)} s; processors {percent(job.usage.cpuEfficiency)}, memory {percent(job.usage.memoryEfficiency)}</dd>
              </>
            )}
          </dl>
          <div class="tabs" role="group" aria-label="Log">
            {(["stdout", "stderr"] as const).map((name) => (
              <button type="button" aria-pressed={stream === name} onClick={() => setStream(name)}>{name}</button>
            ))}
          </div>
          <Log key={stream} machine={machine} id={id} stream={stream} />
        </>
      )}
    </>
  );
}
