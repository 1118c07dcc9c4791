import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { HpcError } from "../../clients/typescript/src/errors.js";
import { asError, useAct, useRoute, WorldContext, path, type World } from "./hooks.js";
import { connect, current, signOut, type Session } from "./session.js";
import type { Key } from "./records.js";
import { Failure, Loading } from "./ui.js";
import { Approvals } from "./approvals.js";
import { Events } from "./events.js";
import { JobPage } from "./job.js";
import { Keys } from "./keys.js";
import { MachinePage } from "./machine.js";
import { Machines } from "./machines.js";
import { ShellPage } from "./shell.js";
import { SignIn } from "./signin.js";
import { StopAll } from "./stop.js";

const PATIENCE = 10;
const LASTING = 24 * 3600; // A laptop's lid is closed for a night.

const SECTIONS: [string, string][] = [["machines", "Machines"], ["approvals", "Approvals"], ["keys", "Keys"], ["events", "Events"]];

function Page({ route }: { route: string[] }) {
  const [section, machine, kind, id] = route;
  if (section === "approvals") {
    return <Approvals />;
  } else if (section === "keys") {
    return <Keys />;
  } else if (section === "events") {
    return <Events />;
  } else if (section === "machines" && machine !== undefined) {
    if (kind === "jobs" && id !== undefined) {
      return <JobPage key={id} machine={machine} id={id} />;
    } else if (kind === "shells" && id !== undefined) {
      return <ShellPage key={id} machine={machine} id={id} />;
    }
    return <MachinePage key={machine} machine={machine} part={kind ?? "jobs"} />;
  }
  return <Machines />;
}

function SignedIn({ world }: { world: World }) {
  const route = useRoute();
  const { busy, error, act } = useAct();
  const section = route[0] ?? "machines";
  useEffect(() => {
    document.title = `${SECTIONS.find(([name]) => name === section)?.[1] ?? "Machines"}${route[1] ? ` – ${route[1]}` : ""} – hpc`;
  }, [route.join("/")]);
  const leave = (): Promise<void> => act(async () => {
    await signOut(world.session);
    world.signedOut();
  });
  return (
    <WorldContext.Provider value={world}>
      <header>
        <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); document.getElementById("main")?.focus(); }}>Skip to the content</a>
        <a class="brand" href={path("machines")}>hpc</a>
        <nav aria-label="Sections">
          {SECTIONS.map(([name, label]) => (
            <a href={path(name)} aria-current={section === name ? "page" : undefined}>{label}</a>
          ))}
        </nav>
        <div class="row">
          <StopAll />
          <span class="who">{world.session.email}</span>
          <button type="button" disabled={busy} onClick={leave}>Sign out</button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Failure error={error} />
        <Page route={route} />
      </main>
    </WorldContext.Provider>
  );
}

function Console() {
  const [world, setWorld] = useState<World | undefined>();
  const [state, setState] = useState<"asking" | "out" | "in">("asking");
  const [error, setError] = useState<HpcError | undefined>();
  const enter = async (session: Session): Promise<void> => {
    const [client, lasting] = await Promise.all([connect(session.csrf, PATIENCE), connect(session.csrf, LASTING)]);
    const signedOut = (): void => {
      client.close();
      lasting.close();
      setState("out");
    };
    const names = new Map<string, string>();
    const nameOf = (agent: string | undefined): string => (agent === undefined ? "you" : names.get(agent) ?? agent);
    // Without the names the ids do, until the next visit.
    await client.ask<{ keys: Key[] }>("GET", "/auth/api-keys").then(({ keys }) =>
      keys.forEach(({ agent, name }) => agent && names.set(agent, name)), () => {});
    setWorld({ session, client, lasting, nameOf, signedOut });
    setState("in");
  };
  const look = async (): Promise<void> => {
    setError(undefined);
    try {
      const session = await current();
      if (session) {
        await enter(session);
      } else {
        setState("out");
      }
    } catch (e) {
      setError(asError(e));
    }
  };
  useEffect(() => void look(), []);
  if (error) {
    return <main><Failure error={error} /><button type="button" onClick={look}>Try again</button></main>;
  } else if (state === "asking") {
    return <main><Loading /></main>;
  }
  return state === "in" && world ? <SignedIn world={world} /> : <SignIn onSession={enter} />;
}

render(<Console />, document.getElementById("console")!);
