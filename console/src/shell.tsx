import { useEffect, useRef, useState } from "preact/hooks";
import type { HpcError } from "../../clients/typescript/src/errors.js";
import type { ShellInfo } from "../../clients/typescript/src/records.js";
import { asError, path, useWorld } from "./hooks.js";
import type { LiveTerminal } from "./terminal.js";
import { Badge, Failure, Foreign } from "./ui.js";

/** A live terminal. A shell of an agent is only looked at, until the person takes over. */
export function ShellPage({ machine, id }: { machine: string; id: string }) {
  const { client, lasting, nameOf, signedOut } = useWorld();
  const box = useRef<HTMLDivElement>(null);
  const live = useRef<LiveTerminal | undefined>(undefined);
  const back = useRef<HTMLAnchorElement>(null);
  const [info, setInfo] = useState<ShellInfo | undefined>();
  const [title, setTitle] = useState("");
  const [state, setState] = useState<"connecting" | "connected" | "ended">("connecting");
  const [error, setError] = useState<HpcError | undefined>();
  const [typing, setTyping] = useState(false);
  useEffect(() => {
    let gone = false;
    const open = async (): Promise<void> => {
      try {
        const shell = (await client.daemon(machine).shells()).find((each) => each.shell === id);
        if (gone) {
          return;
        }
        if (!shell) {
          setState("ended");
          return;
        }
        setInfo(shell);
        setTyping(shell.agent === undefined);
        const { LiveTerminal } = await import("./terminal.js");
        const terminal = new LiveTerminal(box.current!, lasting.daemon(machine).shell(id), shell, {
          titled: setTitle, connected: (now) => setState(now ? "connected" : "connecting"), leave: () => back.current?.focus(),
        });
        live.current = terminal;
        if (gone) {
          terminal.dispose();
          return;
        }
        terminal.type(shell.agent === undefined);
        await terminal.run();
        setState("ended");
      } catch (e) {
        const failure = asError(e);
        if (!gone && failure.code === "unauthorized") {
          signedOut();
        } else if (!gone) {
          setError(failure);
        }
      }
    };
    void open();
    return () => {
      gone = true;
      live.current?.dispose();
    };
  }, [machine, id]);
  const take = (now: boolean): void => {
    setTyping(now);
    live.current?.type(now);
  };
  return (
    <>
      <p class="crumbs"><a ref={back} href={path("machines", machine, "shells")}>Shells on {machine}</a></p>
      <div class="row">
        <h1><Foreign>{info?.name ?? id}</Foreign></h1>
        <Badge kind={state === "connected" ? "good" : state === "ended" ? "plain" : "busy"}>{state}</Badge>
        {info?.agent !== undefined && state !== "ended" && (
          <button type="button" aria-pressed={typing} onClick={() => take(!typing)}>
            {typing ? "Give it back" : `Take over from ${nameOf(info.agent)}`}
          </button>
        )}
      </div>
      {title && <p class="sub">Title: <Foreign>{title}</Foreign></p>}
      <Failure error={error} />
      {state === "ended" && <p class="empty">This shell has ended. What it printed last stays here until you leave the page.</p>}
      <div class={typing ? "screen" : "screen looking"} ref={box} />
      <p class="sub">Ctrl+F6 leaves the terminal by keyboard.{info?.agent !== undefined && !typing ? " You only look: nothing that you type is sent." : ""}</p>
    </>
  );
}
