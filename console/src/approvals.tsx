import { useEffect, useState } from "preact/hooks";
import type { HpcError } from "../../clients/typescript/src/errors.js";
import type { Approval } from "../../clients/typescript/src/records.js";
import { approverKey, decision, publicKey } from "./approver.js";
import { asError, useAct, usePolled, useWorld } from "./hooks.js";
import { browserName } from "./session.js";
import { Badge, CopyLine, Empty, Failure, Foreign, Loading, Time } from "./ui.js";

interface Waiting {
  machine: string;
  approvals: Approval[];
  error?: HpcError;
}

const routeOf = (machine: string, approval?: string): string =>
  `/hpc/daemons/${encodeURIComponent(machine)}/approvals${approval ? `/${encodeURIComponent(approval)}` : ""}`;

/** The line that lets a machine take decisions from this browser. */
function ThisBrowser() {
  const [key, setKey] = useState<string | undefined>();
  const [error, setError] = useState<HpcError | undefined>();
  useEffect(() => void approverKey().then(publicKey).then(setKey, (e) => setError(asError(e))), []);
  const name = browserName(navigator.userAgent).replace("console in ", "").replaceAll(" ", "-").toLowerCase();
  return (
    <details>
      <summary>Let a machine take decisions from this browser</summary>
      <p>
        Decisions are signed by a key that this browser made and never gives away. A machine takes them once its user has run this line there.
        If this browser is lost: <code>hpc-daemon approvers remove {name}</code>.
      </p>
      <Failure error={error} />
      {key && <CopyLine label="Run on the machine" text={`hpc-daemon approvers add --name ${name} ${key}`} />}
    </details>
  );
}

/** What is not seen, or turns the order of what is, by its number: a request must look like what it is. */
const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\u115f\u1160\u3164\uffa0]/gu, (char) => (char === "\n" ? char : `\\u{${char.codePointAt(0)!.toString(16)}}`));

/** The command as a person types it; undefined where the request is about something else. */
function commandOf(request: string | undefined): string | undefined {
  try {
    const { argv, command } = JSON.parse(request ?? "{}") as { argv?: string[]; command?: string };
    return command ?? argv?.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
  } catch {
    return undefined;
  }
}

/** JSON as it was signed is long lines: shown with line ends, and nothing else changed. */
function readable(request: string): string {
  try {
    return JSON.stringify(JSON.parse(request), undefined, 2);
  } catch {
    return request;
  }
}

function Question({ machine, asked, onDecided }: { machine: string; asked: Approval; onDecided(): void }) {
  const { client } = useWorld();
  const { value: shown, error } = usePolled(() => client.ask<Approval>("GET", routeOf(machine, asked.approval)), 60_000, `${machine} ${asked.approval}`);
  const [note, setNote] = useState("");
  const { busy, error: failed, act } = useAct();
  const decide = (allow: boolean): Promise<void> => act(async () => {
    // What is signed is what was on the screen, and not what another answer might say by now.
    const body = await decision(machine, shown as Approval & { request: string }, allow, note);
    await client.ask("POST", `${routeOf(machine, asked.approval)}/decision`, { body });
    onDecided();
  });
  return (
    <article class="box" aria-label={`${asked.method} on ${machine}`}>
      <h2><Foreign>{asked.agentName ?? asked.agent ?? "you"}</Foreign> asks: <code>{asked.method}</code> on {machine}</h2>
      <Failure error={failed ?? error} />
      {commandOf(shown?.request) !== undefined && <pre class="command" tabIndex={0} aria-label="The command">{visible(commandOf(shown?.request)!)}</pre>}
      <pre class="request" tabIndex={0} aria-label="The request">{visible(shown?.request === undefined ? asked.summary : readable(shown.request))}</pre>
      <dl>
        <dt>Why you are asked</dt><dd><Foreign>{asked.reason}</Foreign>{asked.rule ? <> (rule <Foreign>{asked.rule}</Foreign>)</> : null}</dd>
        <dt>If you allow it</dt><dd>The agent may send exactly this request again, once; it then runs as any other, within the sandbox.</dd>
        <dt>Asked</dt><dd><Time at={asked.askedAt} />; a no <Time at={asked.until} /> if nobody decides</dd>
      </dl>
      <label>Note to the agent <input value={note} maxLength={500} onInput={(e) => setNote(e.currentTarget.value)} /></label>
      <div class="row">
        <button type="button" class="primary" disabled={busy || shown?.request === undefined} onClick={() => void decide(true)}>Allow once</button>
        <button type="button" class="danger" disabled={busy || shown?.request === undefined} onClick={() => void decide(false)}>Deny</button>
      </div>
    </article>
  );
}

const stateKind = (state: Approval["state"]): "good" | "bad" | "plain" => (state === "DENIED" ? "bad" : state === "EXPIRED" ? "plain" : "good");

export function Approvals() {
  const { client } = useWorld();
  const { value: all, error, reload } = usePolled(async () => {
    const online = (await client.daemons()).filter((machine) => machine.online);
    return Promise.all(online.map(async ({ daemon }): Promise<Waiting> => {
      try {
        return { machine: daemon, approvals: (await client.ask<{ approvals: Approval[] }>("GET", routeOf(daemon), { query: { decided: true } })).approvals };
      } catch (e) {
        return { machine: daemon, approvals: [], error: asError(e) };
      }
    }));
  }, 3000, "approvals");
  const each = (all ?? []).flatMap(({ machine, approvals }) => approvals.map((asked) => ({ machine, asked })));
  const waiting = each.filter(({ asked }) => asked.state === "PENDING");
  const decided = each.filter(({ asked }) => asked.state !== "PENDING").slice(0, 50);
  return (
    <>
      <h1>Approvals</h1>
      <ThisBrowser />
      <Failure error={error} />
      {(all ?? []).filter((one) => one.error).map(({ machine, error: why }) => <p class="failure" role="alert">{machine}: {why!.message}</p>)}
      {all === undefined ? !error && <Loading /> : waiting.length === 0 ? (
        <Empty>Nothing waits for you. What agents must ask for is a machine's policy, which its user writes.</Empty>
      ) : waiting.map(({ machine, asked }) => <Question key={`${machine} ${asked.approval}`} machine={machine} asked={asked} onDecided={reload} />)}
      {decided.length > 0 && (
        <>
          <h2>Decided</h2>
          <table class="cards">
            <thead><tr><th>Request</th><th>On</th><th>By agent</th><th>State</th><th>Decided</th></tr></thead>
            <tbody>
              {decided.map(({ machine, asked }) => (
                <tr key={`${machine} ${asked.approval}`}>
                  <td data-label="Request"><code>{asked.method}</code> <Foreign>{asked.summary}</Foreign></td>
                  <td data-label="On">{machine}</td>
                  <td data-label="By agent"><Foreign>{asked.agentName ?? asked.agent ?? "you"}</Foreign></td>
                  <td data-label="State"><Badge kind={stateKind(asked.state)}>{asked.state.toLowerCase()}</Badge></td>
                  <td data-label="Decided">{asked.decidedAt ? <><Time at={asked.decidedAt} /> by <Foreign>{asked.decidedBy ?? "nobody"}</Foreign></> : "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  );
}
