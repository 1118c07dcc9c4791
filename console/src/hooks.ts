import { createContext } from "preact";
import { useCallback, useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Client } from "../../clients/typescript/src/client.js";
import { HpcError } from "../../clients/typescript/src/errors.js";
import type { Session } from "./session.js";

/** What every view works with. */
export interface World {
  session: Session;
  /** What the account owner calls an agent; one whose keys are all revoked has but its id. */
  nameOf(agent: string | undefined): string;
  /** For what a person waits for: gives up soon. */
  client: Client;
  /** For what stays open: a terminal, a log that is followed. */
  lasting: Client;
  /** Called when the platform no longer takes the cookie. */
  signedOut(): void;
}

export const WorldContext = createContext<World>(undefined as never);

export const useWorld = (): World => useContext(WorldContext);

export const asError = (e: unknown): HpcError =>
  e instanceof HpcError ? e : new HpcError("internal", (e as Error)?.message ?? String(e), { cause: e });

export interface Polled<T> {
  value: T | undefined;
  error: HpcError | undefined;
  reload(): void;
}

/**
 * What `load` answers, asked anew while the page is seen. An error leaves the last answer where it is.
 *
 * @param every milliseconds
 * @param about of what; when it changes, all begins anew
 */
export function usePolled<T>(load: () => Promise<T>, every: number, about: string): Polled<T> {
  const { signedOut } = useWorld();
  const [state, setState] = useState<{ about: string; value?: T; error?: HpcError }>({ about });
  const latest = useRef(load);
  latest.current = load;
  const wake = useRef(() => {});
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking = false;
    const ask = async (): Promise<void> => {
      clearTimeout(timer);
      if (asking || over) {
        return;
      }
      asking = true;
      try {
        const value = await latest.current();
        if (!over) {
          setState({ about, value });
        }
      } catch (e) {
        const error = asError(e);
        if (!over && error.code === "unauthorized") {
          signedOut();
        } else if (!over) {
          setState((known) => ({ ...(known.about === about ? known : { about }), error }));
        }
      } finally {
        asking = false;
        if (!over && document.visibilityState === "visible") {
          timer = setTimeout(ask, every);
        }
      }
    };
    wake.current = ask;
    const seen = (): void => void (document.visibilityState === "visible" && ask());
    document.addEventListener("visibilitychange", seen);
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [about, every]);
  const reload = useCallback(() => wake.current(), []);
  const fresh = state.about === about;
  return { value: fresh ? state.value : undefined, error: fresh ? state.error : undefined, reload };
}

/** The path behind `#`, in its decoded parts. */
export function useRoute(): string[] {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = (): void => setHash(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return hash.replace(/^#?\/?/, "").split("/").filter(Boolean).map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}

export const path = (...parts: string[]): string => `#/${parts.map(encodeURIComponent).join("/")}`;

/** An act that a person begins: whether it is under way, and why it failed. */
export function useAct(): { busy: boolean; error: HpcError | undefined; act(what: () => Promise<unknown>): Promise<void> } {
  const { signedOut } = useWorld() ?? {};
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<HpcError | undefined>();
  const act = async (what: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await what();
    } catch (e) {
      const failure = asError(e);
      if (failure.code === "unauthorized" && signedOut) {
        signedOut();
      } else {
        setError(failure);
      }
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, act };
}
