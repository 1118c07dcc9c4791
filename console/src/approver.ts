import { HpcError } from "../../clients/typescript/src/errors.js";
import type { Approval } from "../../clients/typescript/src/records.js";

const STORE = "keys";
const NAME = "approver";

const database = (): Promise<IDBDatabase> => new Promise((resolve, reject) => {
  const opening = indexedDB.open("hpc-console", 1);
  opening.onupgradeneeded = () => void opening.result.createObjectStore(STORE);
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});

const asked = <T>(request: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** This browser's key, by which its person decides; made at first. No script can read the private half, and it leaves the browser never. */
export async function approverKey(): Promise<CryptoKeyPair> {
  try {
    const db = await database();
    const kept = await asked(db.transaction(STORE).objectStore(STORE).get(NAME)) as CryptoKeyPair | undefined;
    if (kept) {
      return kept;
    }
    const made = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    // Another tab may have been first: its key is the one.
    const store = db.transaction(STORE, "readwrite").objectStore(STORE);
    const first = await asked(store.get(NAME)) as CryptoKeyPair | undefined;
    if (!first) {
      await asked(store.put(made, NAME));
    }
    return first ?? made;
  } catch (e) {
    throw new HpcError("not_allowed", "this browser can keep no signing key (Ed25519): use a current one, not in a private window, or decide"
      + " at the machine with `hpc-daemon approvals`", { cause: e });
  }
}

const base64 = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/** As `hpc-daemon approvers add` takes it. */
export const publicKey = async (pair: CryptoKeyPair): Promise<string> =>
  `ed25519:${base64(await crypto.subtle.exportKey("raw", pair.publicKey)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;

/** What is signed: docs/protocol.md, "Approvals". */
export async function statement(machine: string, approval: Approval & { request: string }, allow: boolean, note: string): Promise<Uint8Array<ArrayBuffer>> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(approval.request)));
  return new TextEncoder().encode([
    "hpc-approval 1",
    `daemon: ${machine}`,
    `approval: ${approval.approval}`,
    `agent: ${approval.agent ?? "user"}`,
    `method: ${approval.method}`,
    `request: ${Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")}`,
    `answer: ${allow ? "allow" : "deny"}`,
    `note: ${note}`,
  ].join("\n"));
}

/** The body of a decision. */
export async function decision(machine: string, approval: Approval & { request: string }, allow: boolean, note: string): Promise<object> {
  const pair = await approverKey();
  const signature = await crypto.subtle.sign("Ed25519", pair.privateKey, await statement(machine, approval, allow, note));
  return { allow, ...(note ? { note } : {}), approver: await publicKey(pair), signature: base64(signature) };
}
