import { Client } from "../../clients/typescript/src/client.js";
import { HpcError } from "../../clients/typescript/src/errors.js";

/** Who is signed in here, and what their requests prove themselves with. */
export interface Session {
  email: string;
  /** The id of this browser's key, as it is listed. */
  key: string;
  csrf: string;
}

/** A browser's WebSocket takes no headers: the cookie says who asks, and the Origin, from where. */
class CookieSocket {
  constructor(url: string, options: { protocols: string[] }) {
    return new WebSocket(url, options.protocols) as unknown as CookieSocket;
  }
}

/** @param patience seconds for which a lost connection is tried again: short where a person waits, long where a terminal does */
export function connect(csrf: string, patience: number): Promise<Client> {
  return Client.open({
    url: location.origin, headers: { "Hpc-Csrf": csrf }, patience, webSocket: CookieSocket as never,
  });
}

async function ask<T>(method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (e) {
    throw new HpcError("unreachable", "the platform does not answer: look at your network, then try again", { cause: e });
  }
  const text = await response.text();
  if (!response.ok) {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; advice: string } };
    throw new HpcError(error.code, error.message, { advice: error.advice });
  }
  return (text ? JSON.parse(text) : undefined) as T;
}

/** The session of the cookie; undefined if there is none. */
export async function current(): Promise<Session | undefined> {
  try {
    return await ask<Session>("GET", "/auth/session");
  } catch (e) {
    if ((e as HpcError).code === "unauthorized") {
      return undefined;
    }
    throw e;
  }
}

/** Has a code mailed; what is returned goes with the code. */
export async function requestCode(email: string): Promise<string> {
  return (await ask<{ payload: { token: string } }>("POST", "/otp/signin", {}, { email })).payload.token;
}

export const signIn = (token: string, code: string): Promise<Session> =>
  ask("POST", "/auth/session", {}, { token, otp: code, browser: browserName(navigator.userAgent) });

export const signOut = (session: Session): Promise<void> => ask("DELETE", "/auth/session", { "Hpc-Csrf": session.csrf });

/** As a person calls it; under this name its key is listed. */
export function browserName(agent: string): string {
  const [, browser] = [[/Edg\//, "Edge"], [/OPR\//, "Opera"], [/Firefox\//, "Firefox"], [/Chrom(e|ium)\//, "Chrome"], [/Safari\//, "Safari"]]
    .find(([pattern]) => (pattern as RegExp).test(agent)) ?? [undefined, "a browser"];
  const [, system] = [[/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Windows/, "Windows"], [/Mac OS X/, "macOS"], [/Linux/, "Linux"]]
    .find(([pattern]) => (pattern as RegExp).test(agent)) ?? [undefined, ""];
  return `console in ${browser as string}${system ? ` on ${system as string}` : ""}`;
}
