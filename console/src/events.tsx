import type { Event as WakeUp } from "../../clients/typescript/src/records.js";
import { path, useAct, usePolled, useWorld } from "./hooks.js";
import { jobKind } from "./machine.js";
import { Badge, Empty, Failure, Foreign, Loading, Time } from "./ui.js";

const SHOWN = 200;

/** Wake-ups that no agent has taken yet. */
export function Events() {
  const { client, nameOf } = useWorld();
  const { value: events, error, reload } = usePolled(async () =>
    (await client.ask<{ events: { event: WakeUp }[] }>("GET", "/hpc/events", { query: { limit: SHOWN } })).events.map(({ event }) => event), 5000, "events");
  const { busy, error: failed, act } = useAct();
  const forget = (event: WakeUp): Promise<void> => act(async () => {
    await client.ack(event);
    reload();
  });
  return (
    <>
      <h1>Events</h1>
      <p class="sub">Ends of jobs that wait for the agents that submitted them. An agent that takes one acknowledges it, and it is gone from here.</p>
      <Failure error={failed ?? error} />
      {events === undefined ? !error && <Loading /> : events.length === 0 ? <Empty>No event waits: every end of a job was taken.</Empty> : (
        <table class="cards">
          <thead><tr><th>Job</th><th>State</th><th>On</th><th>For</th><th>When</th><th>Last lines</th><th><span class="hidden">Act</span></th></tr></thead>
          <tbody>
            {events.map((event) => (
              <tr key={event.id}>
                <td data-label="Job"><a href={path("machines", event.daemon, "jobs", event.job.job)}><Foreign>{event.job.name ?? event.job.job}</Foreign></a></td>
                <td data-label="State"><Badge kind={jobKind(event.job.state)}>{event.job.state.toLowerCase()}</Badge></td>
                <td data-label="On">{event.daemon}</td>
                <td data-label="For"><Foreign>{nameOf(event.job.agent)}</Foreign></td>
                <td data-label="When"><Time at={event.at} /></td>
                <td data-label="Last lines"><span class="tail"><Foreign>{event.stdoutTail.trim().split("\n").slice(-2).join("\n")}</Foreign></span></td>
                <td data-label=""><button type="button" disabled={busy} onClick={() => void forget(event)} aria-label={`Acknowledge the end of ${event.job.name ?? event.job.job}`}>Acknowledge</button></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
