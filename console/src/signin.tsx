import { useEffect, useRef, useState } from "preact/hooks";
import type { HpcError } from "../../clients/typescript/src/errors.js";
import { asError } from "./hooks.js";
import { requestCode, signIn, type Session } from "./session.js";
import { Failure } from "./ui.js";

/** E-mail, then the code that was sent there. */
export function SignIn({ onSession }: { onSession(session: Session): Promise<void> }) {
  const [email, setEmail] = useState("");
  const [code, setCode] = useState("");
  const [token, setToken] = useState<string | undefined>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<HpcError | undefined>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [token]);
  useEffect(() => void (document.title = "Sign in – hpc"), []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      if (token === undefined) {
        setToken(await requestCode(email));
      } else {
        await onSession(await signIn(token, code));
      }
    } catch (e) {
      setError(asError(e));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="signin">
      <h1>hpc</h1>
      <form onSubmit={submit}>
        {token === undefined ? (
          <label>
            Your e-mail
            <input ref={field} type="email" name="email" autocomplete="email" required value={email}
              onInput={(e) => setEmail(e.currentTarget.value)} />
          </label>
        ) : (
          <>
            <p>If {email} may sign in here, a code is on its way to it. It is good for 10 minutes.</p>
            <label>
              The code
              <input ref={field} name="code" inputMode="numeric" autocomplete="one-time-code" required value={code}
                onInput={(e) => setCode(e.currentTarget.value)} />
            </label>
          </>
        )}
        <Failure error={error} />
        <div class="row">
          <button class="primary" disabled={busy}>{token === undefined ? "Send me a code" : "Sign in"}</button>
          {token !== undefined && (
            <button type="button" onClick={() => { setToken(undefined); setCode(""); setError(undefined); }}>Another code</button>
          )}
        </div>
      </form>
      {!isSecureContext && (
        <p class="failure" role="alert">
          This page came over a connection that is not secure, and browsers keep no sign-in for such a page: use https://.
        </p>
      )}
    </main>
  );
}
