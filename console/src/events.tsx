import type { Event as WakeUp } from "../../clients/typescript/src/records.js";
import { path, useAct, usePolled, useWorld } from "./hooks.js";
import { jobKind } from "./machine.js";
import { Badge, Empty, Failure, Foreign, Loading, Time } from "./ui.js";

const SHOWN = 200;

interface Page {
  events: { seq: number; event: WakeUp }[];
  approvals?: { seq: number; event: WakeUp }[];
}

interface Row {
  about: string;
  href: string;
  state: string;
  kind: "good" | "bad" | "busy" | "plain";
  agent: string | undefined;
  said: string;
}

const lastLines = (text: string): string => text.trim().split("\n").slice(-2).join("\n");

const rowOf = ({ daemon, job, approval, stdoutTail }: WakeUp): Row =>
  job ? {
    about: job.name ?? job.job, href: path("machines", daemon, "jobs", job.job), state: job.state, kind: jobKind(job.state), agent: job.agent,
    said: lastLines(stdoutTail),
  } : {
    about: approval?.summary ?? "", href: path("approvals"), state: approval?.state ?? "", kind: approval?.state === "ALLOWED" ? "good" : "bad",
    agent: approval?.agent, said: approval?.note ?? "",
  };

/** Wake-ups that no agent has taken yet. */
export function Events() {
  const { client, nameOf } = useWorld();
  const { value: events, error, reload } = usePolled(async () => {
    const page = await client.ask<Page>("GET", "/hpc/events", { query: { limit: SHOWN } });
    return [...page.events, ...(page.approvals ?? [])].sort((one, other) => one.seq - other.seq).map(({ event }) => event);
  }, 5000, "events");
  const { busy, error: failed, act } = useAct();
  const forget = (event: WakeUp): Promise<void> => act(async () => {
    await client.ack(event);
    reload();
  });
  return (
    <>
      <h1>Events</h1>
      <p class="sub">
        Ends of jobs, and decisions about requests, that wait for the agents whose they are. An agent that takes one acknowledges it, and it is
        gone from here.
      </p>
      <Failure error={failed ?? error} />
      {events === undefined ? !error && <Loading /> : events.length === 0 ? <Empty>No event waits: every end of a job was taken.</Empty> : (
        <table class="cards">
          <thead><tr><th>About</th><th>State</th><th>On</th><th>For</th><th>When</th><th>Last lines</th><th><span class="hidden">Act</span></th></tr></thead>
          <tbody>
            {events.map((event) => {
              const row = rowOf(event);
              return (
                <tr key={event.id}>
                  <td data-label="About"><a href={row.href}><Foreign>{row.about}</Foreign></a></td>
                  <td data-label="State"><Badge kind={row.kind}>{row.state.toLowerCase()}</Badge></td>
                  <td data-label="On">{event.daemon}</td>
                  <td data-label="For"><Foreign>{nameOf(row.agent)}</Foreign></td>
                  <td data-label="When"><Time at={event.at} /></td>
                  <td data-label="Last lines"><span class="tail"><Foreign>{row.said}</Foreign></span></td>
                  <td data-label=""><button type="button" disabled={busy} onClick={() => void forget(event)} aria-label={`Acknowledge what happened to ${row.about}`}>Acknowledge</button></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </>
  );
}
