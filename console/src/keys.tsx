import { useState } from "preact/hooks";
import { useAct, usePolled, useWorld } from "./hooks.js";
import type { Key } from "./records.js";
import { Confirm, CopyLine, Empty, Failure, Foreign, Loading, Time } from "./ui.js";

/** The lines that let an agent's program use a key, here and on docs/mcp.md. */
export function lines(url: string, key: string): [string, string][] {
  return [
    ["Claude Code", `claude mcp add --scope user --transport http hpc ${url}/mcp --header "Authorization: Bearer ${key}"`],
    ["Codex", `export HPC_API_KEY=${key}; printf '[mcp_servers.hpc]\\nurl = "${url}/mcp"\\nbearer_token_env_var = "HPC_API_KEY"\\n'`
      + "  >>~/.codex/config.toml"],
    ["Gemini CLI", `gemini mcp add --scope user --transport http --header "Authorization: Bearer ${key}" hpc ${url}/mcp`],
    ["hpc, Python, TypeScript", `export HPC_URL=${url} HPC_API_KEY=${key}`],
    ["curl", `curl -sSf -H "Authorization: Bearer ${key}" ${url}/hpc/daemons`],
  ];
}

const KINDS: Record<Key["kind"], string> = { agent: "agent", daemon: "machine", console: "browser" };

function Made({ name, secret, onDone }: { name: string; secret: string; onDone(): void }) {
  return (
    <section class="box" aria-label="The new key">
      <h2>The key of <Foreign>{name}</Foreign></h2>
      <p>It is shown this once. Whoever has it is this agent: give it to that program alone.</p>
      <CopyLine label="Key" text={secret} />
      {lines(location.origin, secret).map(([label, text]) => <CopyLine key={label} label={label} text={text} />)}
      <button type="button" class="primary" onClick={onDone}>I have it</button>
    </section>
  );
}

export function Keys() {
  const { client, session, signedOut } = useWorld();
  const { value: keys, error, reload } = usePolled(async () => (await client.ask<{ keys: Key[] }>("GET", "/auth/api-keys")).keys, 10_000, "keys");
  const { busy, error: failed, act } = useAct();
  const [name, setName] = useState("");
  const [made, setMade] = useState<{ name: string; key: string } | undefined>();
  const create = (event: Event): void => {
    event.preventDefault();
    void act(async () => {
      setMade(await client.ask("POST", "/auth/api-keys", { body: { kind: "agent", name } }));
      setName("");
      reload();
    });
  };
  const revoke = (key: Key): Promise<void> => act(async () => {
    await client.ask("DELETE", `/auth/api-keys/${encodeURIComponent(key.id)}`);
    if (key.id === session.key) {
      signedOut();
    } else {
      reload();
    }
  });
  return (
    <>
      <h1>Agents and keys</h1>
      {made ? <Made name={made.name} secret={made.key} onDone={() => setMade(undefined)} /> : (
        <form class="row tools" onSubmit={create}>
          <label>A key for an agent named <input required maxLength={128} value={name} onInput={(e) => setName(e.currentTarget.value)} placeholder="claude" /></label>
          <button class="primary" disabled={busy}>Create</button>
        </form>
      )}
      <Failure error={failed ?? error} />
      {keys === undefined ? !error && <Loading /> : keys.length === 0 ? <Empty>No keys yet.</Empty> : (
        <table class="cards">
          <thead><tr><th>Name</th><th>Of</th><th>Made</th><th>Last used</th><th><span class="hidden">Act</span></th></tr></thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key.id}>
                <td data-label="Name"><Foreign>{key.name}</Foreign><span class="sub">{key.id}{key.id === session.key ? ", this browser" : ""}</span></td>
                <td data-label="Of">{KINDS[key.kind] ?? key.kind}</td>
                <td data-label="Made"><Time at={key.created_at} /></td>
                <td data-label="Last used">{key.last_used_at ? <Time at={key.last_used_at} /> : "never"}</td>
                <td data-label="">
                  <Confirm label="Revoke" danger disabled={busy} yes="Revoke it" onYes={() => void revoke(key)}
                    question={`Revoke the key of ${key.name}? Whoever uses it is cut off within seconds, and the key never works again.`
                      + (key.kind === "agent" ? " If it is the agent's last one, its commands and shells end; its jobs go on." : "")} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
