import { HpcError } from "./errors.js";

/** Which platform, and with which key. */
export interface Config {
  /** Without a slash at its end. */
  url: string;
  key: string;
}

type Stored = { url?: string; key?: string };

/**
 * What is given, else `HPC_URL` and `HPC_API_KEY`, else what `hpc login` stored in `$HPC_HOME/credentials.json` (default
 * `~/.config/hpc`). Where there is no environment, as in browsers, both must be given.
 */
export async function loadConfig(given: Partial<Config> = {}, environment?: Record<string, string | undefined>): Promise<Config> {
  const process = (globalThis as { process?: { env: Record<string, string | undefined> } }).process;
  const env = environment ?? process?.env ?? {};
  const found = (field: "url" | "key", variable: string): string | undefined => given[field] || env[variable];
  const complete = found("url", "HPC_URL") && found("key", "HPC_API_KEY");
  const stored = complete || !process ? {} : await storedIn(env["HPC_HOME"]);
  const url = (found("url", "HPC_URL") ?? stored.url ?? "").trim().replace(/\/+$/, "");
  const key = (found("key", "HPC_API_KEY") ?? stored.key ?? "").trim();
  if (!url || !key) {
    throw new HpcError("unauthorized", "not signed in: run `hpc login --url URL --email YOU`, or set HPC_URL and HPC_API_KEY");
  }
  if (!/^https:\/\/[^/]/.test(url) && !/^http:\/\/(localhost|127\.[\d.]+|\[::1\])(:\d+)?(\/|$)/.test(url)) {
    throw new HpcError("invalid_params", `the platform's URL ${url} is invalid; expected https://HOST[:PORT] (or http:// to`
      + " loopback: elsewhere anyone on the way could read the key)");
  }
  return { url, key };
}

async function storedIn(home: string | undefined): Promise<Stored> {
  const [{ readFile }, { homedir }, { join }] = await Promise.all([
    import("node:fs/promises"), import("node:os"), import("node:path")]);
  const file = join(home?.trim() || join(homedir(), ".config", "hpc"), "credentials.json");
  try {
    return JSON.parse(await readFile(file, "utf8")) as Stored;
  } catch (e) {
    if ((e as { code?: string }).code === "ENOENT") {
      return {};
    }
    throw new HpcError("storage", `cannot read ${file}: ${(e as Error).message}`, { advice: "fix_input", cause: e });
  }
}
